// Cal.com's refusals: one class to throw, and the envelope they go out in.

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

/** A refusal in the usual words for its status. */
export function refuse(status: number, message: string): CalcomRefusal {
  const [code, title] = KINDS[status] ?? ['InternalServerErrorException', 'Internal Server Error'];
  return new CalcomRefusal(status, code, message, { message, error: title, statusCode: status });
}

/** One complaint about one property, as the vendor's validator puts it. */
export interface Complaint {
  property: string;
  value: unknown;
  constraints: Record<string, string>;
}

/** The vendor's validation error: the message is always the same, what is wrong stands in the details. */
export function refuseInvalid(target: object, complaints: readonly Complaint[]): CalcomRefusal {
  return new CalcomRefusal(400, 'BadRequestException', 'Bad Request Exception', {
    errors: complaints.map((complaint) => ({ target, ...complaint, children: [] })),
  });
}

/** What the inner service refuses: the text is canned, there are no details. */
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
