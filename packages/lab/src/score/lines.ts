/**
 * Text line by line: an array, or a generator that opens its file when first asked. (A readline interface made
 * beforehand loses what it read while another file was being read.)
 */
export type Lines = Iterable<string> | AsyncIterable<string>;

/** Each line's JSON object. What is none is handed to `onRefused`; empty lines are nothing. */
export async function* objectsOf(
  lines: Lines,
  onRefused: () => void,
): AsyncGenerator<Record<string, unknown>> {
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const value = parsed(line);
    if (value === undefined) onRefused();
    else yield value;
  }
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
