declare module 'kafkajs-snappy' {
  /** A codec as kafkajs takes it; reads raw and xerial-framed blocks. */
  const codec: () => {
    compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>
    decompress(buffer: Buffer): Promise<Buffer>
  }
  export default codec
}
