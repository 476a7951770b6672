/** Permanent: never reused for another meaning. */
export type ErrorCode =
  | 'malformed'
  | 'unauthorised'
  | 'forbidden'
  | 'revoked'
  | 'tooLarge'
  | 'tooMany'
  | 'busy'
  | 'unknown'
  | 'unknownPath'
  | 'noRegion';

const statusOf: Record<ErrorCode, number> = {
  malformed: 400,
  unauthorised: 401,
  forbidden: 403,
  revoked: 403,
  tooLarge: 413,
  tooMany: 429,
  busy: 503,
  unknown: 404,
  unknownPath: 404,
  noRegion: 404,
};

/** A request that is refused, in one sentence with what was expected and what was found. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly statusCode: number;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.statusCode = statusOf[code];
  }
}
