/** For what must come about at some time: a test that fails for want of time would measure the machine. */
export const patience = { timeout: 300_000, interval: 20 }
