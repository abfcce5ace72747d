/** What bundlers replace: see warnings.ts. */
declare namespace NodeJS {
  interface ProcessEnv {
    readonly NODE_ENV?: string | undefined
  }
}
