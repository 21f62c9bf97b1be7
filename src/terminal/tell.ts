import { fit } from './wrap.ts'

/** Says a sentence or two on standard error, as it fits the terminal. */
export const tell = (text: string): void => void process.stderr.write(`${fit(text, process.stderr)}\n`)
