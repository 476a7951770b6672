/**
 * Where a record is being read. The first failure stays, and reading goes on harmlessly until someone asks. A breach is
 * a value beyond its limits: the record is refused, but where the next one begins is known.
 */
export class Cursor {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  end = 0;
  failure = '';
  breach = '';

  start(bytes: Uint8Array, at: number, end: number): void {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.failure = '';
    this.breach = '';
  }

  /** Whether `count` more bytes are there; if not, that is the failure. */
  has(count: number): boolean {
    if (this.at + count <= this.end) return true;
    this.fail(`expected ${count} bytes, found ${this.end - this.at}`);
    return false;
  }

  fail(failure: string): void {
    if (this.failure === '') this.failure = failure;
    this.at = this.end;
  }

  break(breach: string): void {
    if (this.breach === '') this.breach = breach;
  }

  /** Says under which name it failed, or broke limits that it had not broken `before`. */
  within(name: string, before: string): void {
    if (this.failure !== '') this.failure = `${name}: ${this.failure}`;
    if (this.breach !== before) this.breach = `${name}: ${this.breach}`;
  }
}
