/** How one method of one path is described, before it becomes a part of an OpenAPI document. */

/** A JSON Schema, as OpenAPI 3.1 has it. */
export type JsonSchema = Readonly<Record<string, unknown>>

export interface ParameterEntry {
  readonly name: string
  readonly in: 'query' | 'path' | 'header'
  readonly meaning: string
  readonly schema: JsonSchema
}

export interface OperationEntry {
  readonly summary: string
  /** What else a caller has to know. */
  readonly description?: string
  readonly tag: string
  readonly parameters?: readonly ParameterEntry[]
  /** Of a JSON body. */
  readonly body?: JsonSchema
  readonly status?: 200 | 201
  readonly answers: string
  readonly mediaType?: string
  readonly schema: JsonSchema
  /** Further media types of the same answer. */
  readonly alsoAs?: Readonly<Record<string, JsonSchema>>
  /** Further answers that are no problem, by status. */
  readonly others?: Readonly<
    // Without a schema: without a body.
    Record<number, { readonly answers: string; readonly schema?: JsonSchema }>
  >
  /** Codes of the problems that are its own. Those of what it passes, and of every route, are added. */
  readonly problems?: readonly string[]
  /**
   * What a request passes before it is carried out: the check of its credentials, the limits of reads and commands, and
   * the gate of expensive reads. Default: all, as the routes of a feed do.
   */
  readonly passes?: readonly ('credentials' | 'limits' | 'gate')[]
}

/** Operations by method and path, such as `GET /items/{id}`. */
export type Operations = Readonly<Record<string, OperationEntry>>

export const text = (description: string, more: JsonSchema = {}): JsonSchema => ({
  type: 'string',
  description,
  ...more,
})

export const whole = (description: string, more: JsonSchema = {}): JsonSchema => ({
  type: 'integer',
  description,
  ...more,
})

/** An object with exactly these properties; all are there unless they are named as optional. */
export const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
})

export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

export const position = text('A position in the log, `<epoch>.<offset>`.', {
  pattern: '^[A-Za-z0-9_~-]+\\.\\d+$',
})
