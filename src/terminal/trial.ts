/** The name, marked if it is on trial. */
export const markTrial = (name: string, isOnTrial: boolean): string =>
  isOnTrial ? `${name} (on trial)` : name
