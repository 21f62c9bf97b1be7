import { fit } from './wrap.ts'

/** Writes a message to standard error, wrapped to the terminal. */
export const tell = (text: string): void => void process.stderr.write(`${fit(text, process.stderr)}\n`)
