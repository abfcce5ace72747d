import { FlowingBalance } from "/tmp/wt/size-conn/src/index.ts"
console.log({ FlowingBalance })
