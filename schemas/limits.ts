// Owns every limit of the contract, with its unit in the name. Both sides import these; nobody repeats a number.

export const limits = {
  /** Canonical bytes of one event's body (exchange.md, "An event"). */
  eventBodyBytesMax: 4096,
  /** Canonical bytes of one whole event: body plus envelope. */
  eventBytesMax: 6144,
  /** Sealed body as it travels. */
  bodyBytesMax: 16_384,
  /** A body after inflation: 500 rows of ordinary size leave wide room below this. */
  bodyInflatedBytesMax: 1_048_576,
  /** Rows in one sealed body. The tablet rewrites its unsent body every this many events. */
  bodyRowsMax: 1_000,
  bodyRewriteEvery: 20,
  /** One request on the wire and after inflation of its header. */
  requestBytesMax: 1_048_576,
  requestHeaderInflatedBytesMax: 4_194_304,
  requestFramesMax: 64,
  requestRowsMax: 2_000,
  /** Openings of a person's record that one request tells of. */
  readsPerRequestMax: 100,
  /** As many wait on a tablet for the network; the oldest are told first, and later ones wait no more. */
  readsKeptMax: 2_000,
  /** Pieces of an earlier feed that one request tells a restored server, and the characters and rows of one. */
  rememberedPagesPerRequestMax: 1,
  rememberedPieceCharactersMax: 65_536,
  rememberedPieceRowsMax: 400,
  requestBodiesMax: 60,
  requestSpansMax: 400,
  requestLogsMax: 64,
  askPointsMax: 9,
  /** Exchanges a server works on at once; past that it asks to come back, so that those it has taken are quick. */
  exchangesAtOnceMax: 200,
  /** Further ones for tablets that have waited `waitedSecondsFirst`: nobody is refused for ever. */
  exchangesForWaitingMax: 50,
  waitedSecondsFirst: 300,
  comeBackSecondsMin: 5,
  comeBackSecondsMax: 20,
  /** Feed page sizes: small while anything is unsent, so the answer survives a poor link. */
  feedBytesWhileUnsentMax: 4_096,
  feedBytesMax: 65_536,
  feedRowsPerPageMax: 400,
  feedPagesPerAnswerMax: 40,
  answerBytesMax: 8_388_608,
  packChunkBytes: 4_096,
  /** A copy that another device carries: a week without a network fits also as rows one by one; in bodies it is a fiftieth. */
  copyBytesMax: 4_194_304,
  copyParcelsMax: 400,
  copyLogsMax: 400,
  copySpansMax: 4_000,
  /** Of one parcel, so that a poor link brings a copy piece by piece; a body of full size fits. */
  copyParcelBytes: 20_480,
  /** Bytes in one QR code, before they become digits. */
  copyFrameBytesMax: 1_000,
  /** More codes than a person holds a camera for: such a copy goes as a file. */
  copyFramesMax: 60,
  /** What one device carries for others. */
  carriedCopiesMax: 200,
  carriedBytesMax: 33_554_432,
  /** Text a person types. */
  nameCharactersMax: 200,
  textCharactersMax: 500,
  /** People in one day list of one centre (field.md: a camp is 2,000). */
  packPeopleMax: 6_000,
  rosterLineBytesMax: 16_384,
  enrolmentCodeTriesMax: 5,
  enrolmentCodeSecondsMax: 600,
  pinDigitsMin: 6,
  pinTriesMax: 10,
  pinTriesBeforeDelay: 5,
  skewSecondsFlag: 300,
  /** After a vaccination session closed: what still waits for evidence becomes a task. */
  evidenceDueSeconds: 172_800,
  /** A tablet with less room than this is told and shown: a browser clears storage when room runs out. */
  freeBytesLow: 100_000_000,
} as const;
