/** What is on trial says so behind its name. */
export const markTrial = (name: string, isOnTrial: boolean): string =>
  isOnTrial ? `${name} (on trial)` : name
