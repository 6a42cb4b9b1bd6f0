/** Cal.com's errors: one class to throw, and the envelope that carries them. */
import { toIso } from '../time.ts';
import type { Reply } from '../vendor-server.ts';

const KINDS: Record<number, [code: string, title: string]> = {
  400: ['BadRequestException', 'Bad Request'],
  401: ['UnauthorizedException', 'Unauthorized'],
  403: ['ForbiddenException', 'Forbidden'],
  404: ['NotFoundException', 'Not Found'],
};

export class CalcomRefusal extends Error {
  readonly status: number;
  readonly code: string;
  /** Left out of the envelope where undefined. */
  readonly details: unknown;

  constructor(status: number, code: string, message: string, details?: unknown) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** An error with the usual message for its status. */
export function refuse(status: number, message: string): CalcomRefusal {
  const [code, title] = KINDS[status] ?? ['InternalServerErrorException', 'Internal Server Error'];
  return new CalcomRefusal(status, code, message, { message, error: title, statusCode: status });
}

/** One problem with one property, in the form of the vendor's validator. */
export interface Complaint {
  property: string;
  value: unknown;
  constraints: Record<string, string>;
}

/** The vendor's validation error: the message is always the same, the details have the problems. */
export function refuseInvalid(target: object, complaints: readonly Complaint[]): CalcomRefusal {
  return new CalcomRefusal(400, 'BadRequestException', 'Bad Request Exception', {
    errors: complaints.map((complaint) => ({ target, ...complaint, children: [] })),
  });
}

/** An error of the inner service: a fixed message without details. */
export function refuseFromService(): CalcomRefusal {
  return new CalcomRefusal(400, 'TRPCError', 'Bad request: Please check your request data and try again');
}

/** `url` with its query, as the vendor shows it. */
export function errorReply({ status, code, message, details }: CalcomRefusal, url: string, nowMs: number): Reply {
  return {
    status,
    body: { status: 'error', timestamp: toIso(nowMs), path: url, error: { code, message, details } },
  };
}
