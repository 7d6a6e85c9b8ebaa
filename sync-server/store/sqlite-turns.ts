// Owns whose turn it is to write to a SQLite file, and group commit: writers that wait at once share one transaction, each
// under a savepoint of its own, and each is answered only after the commit that made its rows durable.

/** What the turns need of the file. */
export interface TurnsFile {
  readonly exec: (sql: string) => void;
  /** False after an error at which the engine gave the whole transaction up. */
  readonly isInTransaction: () => boolean;
  /** Rows written since the file was opened, by whomever. */
  readonly rowsWritten?: () => number;
}

export interface WriterTurns {
  /** Waits for the turn; what is written from then on is this writer's alone, until `keep` or `drop`. */
  readonly begin: () => Promise<void>;
  /** Ends the turn with its writes; resolves when they are durable, rejects when they are not. */
  readonly keep: () => Promise<void>;
  /** Ends the turn without its writes. Those of the others in the group stay. */
  readonly drop: () => void;
  /** The file is about to be closed: whoever waits hears of it. */
  readonly abandon: () => void;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Runs something after all that is ready to happen now. */
export type AfterTurn = (run: () => void) => void;

/** Bounds how long another process waits for the file, and how late the first of a group is answered. */
const groupWritersMax = 64;
/** A tablet that brings a whole day writes thousands: its answer does not wait for sixty others like it. */
const groupRowsMax = 5_000;

/**
 * `afterTurn`: a transaction stays open that long for writers about to come; without it, it is committed as soon as
 * nobody waits.
 */
export function createWriterTurns(file: TurnsFile, afterTurn?: AfterTurn): WriterTurns {
  const queue: Waiting[] = [];
  let unanswered: Waiting[] = [];
  let isTaken = false;
  let isOpen = false;
  let writersOfGroup = 0;
  let rowsBefore = 0;

  const rowsWritten = (): number => file.rowsWritten?.() ?? 0;
  const isFull = (): boolean =>
    writersOfGroup >= groupWritersMax || rowsWritten() - rowsBefore >= groupRowsMax;
  const answerAll = (answer: (writer: Waiting) => void): void => {
    const answered = unanswered;
    unanswered = [];
    isOpen = false;
    writersOfGroup = 0;
    for (const writer of answered) answer(writer);
  };
  /** After an error that undid more than one writer's part, all of the group are told: nothing of it is stored. */
  const loseGroupIfGone = (error: unknown): void => {
    if (!file.isInTransaction()) answerAll((writer) => writer.reject(error));
  };
  const commit = (): void => {
    try {
      file.exec('commit');
    } catch (error) {
      if (file.isInTransaction()) file.exec('rollback');
      answerAll((writer) => writer.reject(error));
      return;
    }
    answerAll((writer) => writer.resolve());
  };
  const startNext = (): void => {
    while (!isTaken) {
      if (isOpen && isFull()) commit();
      const next = queue.shift();
      if (next === undefined) {
        if (isOpen) commitWhenQuiet();
        return;
      }
      try {
        if (!isOpen) {
          file.exec('begin immediate');
          rowsBefore = rowsWritten();
        }
        isOpen = true;
        file.exec('savepoint writer');
        isTaken = true;
        writersOfGroup += 1;
        next.resolve();
      } catch (error) {
        // A busy file: the others of the group have lost nothing, this writer may try again.
        loseGroupIfGone(error);
        next.reject(error);
      }
    }
  };
  const commitWhenQuiet = (): void => {
    const writersBefore = writersOfGroup;
    const commitIfQuiet = (): void => {
      // Whoever came meanwhile asks for the commit again, after its own turn.
      if (isOpen && !isTaken && writersOfGroup === writersBefore) commit();
    };
    if (afterTurn === undefined) commitIfQuiet();
    else afterTurn(commitIfQuiet);
  };
  const endTurn = (): void => {
    isTaken = false;
    startNext();
  };
  return {
    begin: () =>
      new Promise((resolve, reject) => {
        queue.push({ resolve, reject });
        startNext();
      }),
    keep: () =>
      new Promise((resolve, reject) => {
        try {
          file.exec('release writer');
          unanswered.push({ resolve, reject });
        } catch (error) {
          loseGroupIfGone(error);
          reject(error as Error);
        }
        endTurn();
      }),
    drop: () => {
      try {
        if (file.isInTransaction()) {
          file.exec('rollback to writer');
          file.exec('release writer');
        } else loseGroupIfGone(new Error('store: the transaction was given up'));
      } finally {
        endTurn();
      }
    },
    abandon: () => {
      const closed = new Error('store: closed');
      for (const writer of queue.splice(0)) writer.reject(closed);
      answerAll((writer) => writer.reject(closed));
    },
  };
}
