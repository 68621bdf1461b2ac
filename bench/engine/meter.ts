/** Counts what a program asks of DynamoDB: calls, consumed units by table and index, and the items it writes. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export interface Usage {
  reads: number;
  transactions: number;
  readUnits: number;
  /** Write units of the table alone, and of all indexes. */
  tableWriteUnits: number;
  indexWriteUnits: number;
  /** Indexes that took a write, by name. */
  readonly indexesTouched: Set<string>;
  /** Items put, as they were handed to the client. */
  readonly puts: Record<string, unknown>[];
  /** Items changed in place: money accounts and totals. */
  updates: number;
}

export const nothingUsed = (): Usage => ({
  reads: 0,
  transactions: 0,
  readUnits: 0,
  tableWriteUnits: 0,
  indexWriteUnits: 0,
  indexesTouched: new Set(),
  puts: [],
  updates: 0,
});

export const writeUnits = (usage: Usage): number => usage.tableWriteUnits + usage.indexWriteUnits;

interface Capacity {
  readonly CapacityUnits?: number;
}
interface ConsumedCapacity extends Capacity {
  readonly Table?: Capacity;
  readonly GlobalSecondaryIndexes?: Readonly<Record<string, Capacity>>;
}
interface PutInput {
  readonly TransactItems?: readonly {
    readonly Put?: { readonly Item?: Record<string, unknown> };
    readonly Update?: object;
  }[];
}

/** Whether a client's calls read or write; anything else has no place in a function. */
const READS = new Set(['GetItemCommand', 'BatchGetItemCommand', 'QueryCommand']);
const WRITES = new Set(['TransactWriteItemsCommand', 'PutItemCommand', 'UpdateItemCommand', 'DeleteItemCommand']);

/** Watches a document client. `take()` gives what was used since the last call. */
export class Meter {
  private usage = nothingUsed();

  constructor(client: DynamoDBDocumentClient) {
    client.middlewareStack.add(
      (next, context) => async (args) => {
        // Counted before the answer: a refused transaction is a call too.
        this.count(String(context.commandName), args.input as PutInput);
        const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'INDEXES' } as never });
        const { ConsumedCapacity } = result.output as { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] };
        this.add(String(context.commandName), [ConsumedCapacity ?? []].flat());
        return result;
      },
      { step: 'initialize', name: 'benchMeter' },
    );
  }

  take(): Usage {
    const usage = this.usage;
    this.usage = nothingUsed();
    return usage;
  }

  private count(command: string, input: PutInput): void {
    if (READS.has(command)) this.usage.reads += 1;
    else if (WRITES.has(command)) this.usage.transactions += 1;
    for (const { Put, Update } of input.TransactItems ?? []) {
      if (Put?.Item) this.usage.puts.push(Put.Item);
      if (Update) this.usage.updates += 1;
    }
  }

  private add(command: string, consumed: readonly ConsumedCapacity[]): void {
    for (const { CapacityUnits = 0, Table, GlobalSecondaryIndexes = {} } of consumed) {
      if (READS.has(command)) {
        this.usage.readUnits += CapacityUnits;
        continue;
      }
      this.usage.tableWriteUnits += Table?.CapacityUnits ?? 0;
      for (const [index, capacity] of Object.entries(GlobalSecondaryIndexes)) {
        this.usage.indexWriteUnits += capacity.CapacityUnits ?? 0;
        this.usage.indexesTouched.add(index);
      }
    }
  }
}
