/**
 * How a feed's bodies are read and written: by a table of the kit's own field readers, or by any
 * Standard Schema validator (valibot, zod, arktype). Independent of any feed.
 */
import {
  type BodyOfTable,
  type FieldsOf,
  type FieldTable,
  printBody,
  readBody,
} from '../protocol/fields.ts'

/** Reads one kind of body. */
export interface BodyDecoder<Body extends object> {
  /** @returns the body, or the first reason, as `field: what was expected`. Never throws. */
  decode(json: unknown): Body | string
}

/** Reads and writes one kind of body. */
export interface BodyCodec<Body extends object> extends BodyDecoder<Body> {
  /** What `JSON.stringify` takes. */
  encode(body: Body): unknown
}

/** The part of the Standard Schema interface (standardschema.dev) that is used. */
export interface StandardSchema<Output> {
  /** The part that libraries agree on: the validator. */
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    validate(value: unknown): StandardResult<Output> | Promise<StandardResult<Output>>
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}

/** The outcome of a validation: the value, or the issues. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] }

interface StandardIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** What can describe a body. */
export type Schema<Body extends object> = BodyCodec<Body> | StandardSchema<Body>

/**
 * A codec of a table of fields: small, exact for `bigint`, and tolerant of unknown fields,
 * which it drops. The type of the body is that of the readers; with a type argument they have to fit it.
 *
 * @example
 * fields({ id: shortTextField, weight: optional(countField) })
 * @example
 * fields<{ id: string; weight?: number }>({ id: shortTextField, weight: optional(countField) })
 */
export function fields<const Table extends FieldTable>(table: Table): BodyCodec<BodyOfTable<Table>>
export function fields<Body extends object>(table: FieldsOf<Body>): BodyCodec<Body>
export function fields<Body extends object>(table: FieldsOf<Body>): BodyCodec<Body> {
  return {
    decode: (json) => readBody(table, json),
    encode: (body) => printBody(table, body),
  }
}

/** The codec of a schema. */
export function codecOf<Body extends object>(schema: Schema<Body>): BodyCodec<Body> {
  return '~standard' in schema ? standardCodec(schema) : schema
}

/**
 * Standard schemas only read. Written is the value itself, with `bigint`s as decimal strings: a schema
 * that turns its input into something else has to accept that again (`testFeed` holds it to that).
 */
function standardCodec<Body extends object>(schema: StandardSchema<Body>): BodyCodec<Body> {
  return {
    decode(json) {
      let result: StandardResult<Body> | Promise<StandardResult<Body>>
      try {
        result = schema['~standard'].validate(json)
      } catch (error) {
        // A frame that a validator cannot cope with is invalid; it must not end the connection.
        return `body: the validator failed: ${error instanceof Error ? error.message : String(error)}`
      }
      // Frames are read in order and at once: a codec that takes its time would break both.
      if (result instanceof Promise) return 'body: expected a schema that validates synchronously'
      return result.issues === undefined ? result.value : reasonOf(result.issues)
    },
    encode: (body) =>
      JSON.parse(
        JSON.stringify(body, (_, value: unknown) =>
          typeof value === 'bigint' ? String(value) : value,
        ),
      ) as unknown,
  }
}

function reasonOf([issue]: readonly StandardIssue[]): string {
  const path = (issue?.path ?? []).map((step) => (typeof step === 'object' ? step.key : step))
  return `${path.map(String).join('.') || 'body'}: ${issue?.message ?? 'not valid'}`
}
