/** The parts that the benchmark uses of packages that bring no types. */
declare module 'binary-split' {
  function split(matcher: string): NodeJS.ReadWriteStream;
  export = split;
}
declare module 'block-stream2' {
  const BlockStream: new (bytes: number, options: { readonly nopad: boolean }) => NodeJS.ReadWriteStream;
  export = BlockStream;
}
declare module 'length-prefixed-stream' {
  const stream: { decode(): NodeJS.ReadWriteStream; encode(): NodeJS.ReadWriteStream };
  export = stream;
}
declare module 'slip' {
  const slip: {
    Decoder: new (options: { onMessage(message: Uint8Array): void }) => { decode(chunk: Uint8Array): void };
    encode(message: Uint8Array): Uint8Array;
  };
  export = slip;
}
declare module 'split2' {
  function split(matcher: string): NodeJS.ReadWriteStream;
  export = split;
}
