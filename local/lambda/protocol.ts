/** What the worker thread of a function and the pool tell each other. Events and results go as JSON, as in Lambda. */

/** Given to the thread when it starts. */
export interface WorkerSetup {
  /** File URL of the bundle. */
  readonly moduleUrl: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
}

/** One invocation. */
export interface InvokeMessage {
  readonly requestId: string;
  readonly eventJson: string;
  readonly deadlineMs: number;
  /** What the business clock is ahead of the machine's, in milliseconds. */
  readonly clockOffsetMs: number;
}

/** What Lambda reports about an error in a function. */
export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'init-failed'; readonly failure: FunctionFailure }
  | { readonly kind: 'result'; readonly requestId: string; readonly resultJson: string }
  | { readonly kind: 'failure'; readonly requestId: string; readonly failure: FunctionFailure };
