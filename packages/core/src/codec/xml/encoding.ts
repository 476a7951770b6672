import { textFromUtf8, utf8FromText } from '../../base/bytes.ts';

/**
 * A document's text by its byte order mark or declared encoding: UTF-8, ASCII, ISO 8859-1 or UTF-16.
 * Bytes that are not in that encoding refuse the document: what they stood for cannot be known.
 */
export function xmlTextFromBytes(bytes: Uint8Array): { readonly text: string } | { readonly error: string } {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: textFromUtf16(bytes.subarray(2), 1, 0) };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: textFromUtf16(bytes.subarray(2), 0, 1) };
  const head = textFromLatin1(bytes.subarray(0, 128));
  const declared = /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']/
    .exec(head)?.[1]
    .toLowerCase();
  switch (declared ?? 'utf-8') {
    case 'utf-8':
    case 'utf8':
    case 'us-ascii':
    case 'ascii':
      return textOfUtf8(bytes);
    case 'iso-8859-1':
      return { text: textFromLatin1(bytes) };
    default:
      return { error: `expected UTF-8, ASCII, ISO-8859-1 or UTF-16, found encoding ${declared}` };
  }
}

/** A byte that is no UTF-8 becomes U+FFFD, which is longer: the lengths tell. */
function textOfUtf8(bytes: Uint8Array): { text: string } | { error: string } {
  const text = textFromUtf8(bytes);
  const isBroken = text.includes('\uFFFD') && utf8FromText(text).length !== bytes.length;
  return isBroken ? { error: 'expected UTF-8, found bytes that are none' } : { text };
}

function textFromLatin1(bytes: Uint8Array): string {
  return textFromUnits(bytes.length, (index) => bytes[index]);
}

function textFromUtf16(bytes: Uint8Array, low: number, high: number): string {
  return textFromUnits(bytes.length >> 1, (index) => bytes[2 * index + low] | (bytes[2 * index + high] << 8));
}

function textFromUnits(count: number, unitAt: (index: number) => number): string {
  const parts: string[] = [];
  for (let start = 0; start < count; start += 4096) {
    const length = Math.min(4096, count - start);
    parts.push(String.fromCharCode(...Array.from({ length }, (_, index) => unitAt(start + index))));
  }
  return parts.join('');
}
