/**
 * Makes a Go program, in place, report another version: the string variable that the linker's -X
 * set gets other bytes and another length. Works on the program alone or inside an uncompressed tar.
 * @param content holds one 64-bit little-endian ELF program from offset `start` on
 * @param to no longer than `from`
 */
export function replaceLinkedString(
  content: Buffer,
  start: number,
  from: string,
  to: string,
): void {
  const program = content.subarray(start);
  const text = program.indexOf(from);
  if (text < 0 || Buffer.byteLength(to) > Buffer.byteLength(from)) {
    throw new Error(`cannot make a program that says ${from} say ${to}`);
  }
  const header = Buffer.alloc(16);
  header.writeBigUInt64LE(addressOf(program, text));
  header.writeBigUInt64LE(BigInt(Buffer.byteLength(from)), 8);
  let variables = 0;
  for (let at = program.indexOf(header); at >= 0; at = program.indexOf(header, at + 16)) {
    program.writeBigUInt64LE(BigInt(Buffer.byteLength(to)), at + 8);
    variables += 1;
  }
  if (variables === 0) {
    throw new Error(`no variable of the program is ${from}`);
  }
  program.write(to, text);
}

/** The address at which an offset of the file is loaded; see elf(5), "Program header". */
function addressOf(program: Buffer, offset: number): bigint {
  const first = Number(program.readBigUInt64LE(32));
  const size = program.readUInt16LE(54);
  const count = program.readUInt16LE(56);
  const loadable = 1;
  for (let index = 0; index < count; index += 1) {
    const entry = first + index * size;
    const begin = program.readBigUInt64LE(entry + 8);
    const length = program.readBigUInt64LE(entry + 32);
    const distance = BigInt(offset) - begin;
    if (program.readUInt32LE(entry) === loadable && distance >= 0n && distance < length) {
      return program.readBigUInt64LE(entry + 16) + distance;
    }
  }
  throw new Error(`offset ${offset} of the program is not loaded`);
}
