// A turn on the usual Node stack, for the benchmark: Express, the provider's own library, better-sqlite3.
//
// It checks the signature, reads where the person stands, saves turn, state and messages in one durable transaction, and
// writes the answer with the library's builder. It decides nothing: one menu, said again and again.
// Usage: node server.mjs DATABASE PUBLIC_URL TOKEN. It prints its address, and ends with its standard input.
import Database from 'better-sqlite3';
import express from 'express';
import twilio from 'twilio';

const [path, publicUrl, token] = process.argv.slice(2);
const db = new Database(path);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`
  CREATE TABLE conversation (number TEXT PRIMARY KEY, state TEXT NOT NULL, version INTEGER NOT NULL, touched_at INTEGER NOT NULL);
  CREATE TABLE turn (key TEXT PRIMARY KEY, number TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE INDEX turn_conversation ON turn (number, at);
  CREATE TABLE message (turn_key TEXT NOT NULL, position INTEGER NOT NULL, number TEXT NOT NULL, direction TEXT NOT NULL,
    body TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (turn_key, position));
  CREATE INDEX message_conversation ON message (number, at);
`);
const seen = db.prepare('SELECT body FROM turn WHERE key = ?').pluck();
const read = db.prepare('SELECT state, version FROM conversation WHERE number = ?');
const write = db.prepare(`INSERT INTO conversation (number, state, version, touched_at) VALUES (?, ?, 1, ?)
  ON CONFLICT (number) DO UPDATE SET state = excluded.state, version = version + 1, touched_at = excluded.touched_at`);
const keep = db.prepare('INSERT INTO turn (key, number, at, body) VALUES (?, ?, ?, ?)');
const log = db.prepare('INSERT INTO message (turn_key, position, number, direction, body, at) VALUES (?, ?, ?, ?, ?, ?)');

const MENU = 'Ici le guichet, un service gratuit. Que voulez-vous faire ? Envoyez le chiffre.\n1 suivre votre dossier\n' +
  '2 un conseiller vous rappelle\n3 qui nous sommes\n4 langue, language\nPour un conseiller, envoyez CONSEILLER. ' +
  'Pour entendre encore, envoyez REPETER. Pour revenir, envoyez RETOUR. Pour ne plus rien recevoir, envoyez STOP.';
const FRAME = { flow: 'menu', step: 'choose', vars: {}, asked: ['choose'], above: [] };

const save = db.transaction((key, number, typed, state, body, now) => {
  keep.run(key, number, now, body);
  write.run(number, state, now);
  log.run(key, 0, number, 'in', typed, now);
  log.run(key, 1, number, 'out', MENU, now);
});

const app = express();
app.disable('x-powered-by');
app.disable('etag');
let calls = 0;
app.post('/', express.urlencoded({ extended: false }), (request, response) => {
  const { From, MessageSid, CallSid, Body, Digits } = request.body;
  if (!twilio.validateRequest(token, request.get('x-twilio-signature'), `${publicUrl}${request.originalUrl}`, request.body)) {
    return response.status(403).end();
  }
  // A call's requests are told apart by a count here: there is no turn in the address.
  const key = MessageSid ?? `${CallSid}:${calls++}`;
  const repeated = seen.get(key);
  if (repeated !== undefined) return response.type('text/xml').send(repeated);
  const known = read.get(From);
  const state = known === undefined ? { frames: [FRAME], turns: 0 } : JSON.parse(known.state);
  state.turns += 1;
  const answer = new twilio.twiml.MessagingResponse();
  answer.message(MENU);
  const body = answer.toString();
  save(key, From, Body ?? Digits ?? '', JSON.stringify(state), body, Date.now());
  response.type('text/xml').send(body);
});
const server = app.listen(0, '127.0.0.1', () => console.log(`127.0.0.1:${server.address().port}`));
process.stdin.on('end', () => process.exit(0)).resume();
