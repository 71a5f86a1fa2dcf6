// A real provider of identities (OpenID Connect) on loopback, and the real service with its settings, as an installation has them.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import Provider from "oidc-provider";

const PROGRAM = process.env.GUICHET_PROGRAM;
const SECRET = "the-secret-of-guichet-at-the-provider";
/** How long the service may take to begin, in milliseconds. */
const PATIENCE = 20000;

/** A server on a free port whose answers come from `handler`, which may change; it is away until there is one. */
async function listen() {
  const one = { handler: null };
  const server = createServer((request, response) => {
    if (one.handler) return one.handler(request, response);
    return response.writeHead(503).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  one.url = `http://127.0.0.1:${server.address().port}`;
  one.stop = () => { server.closeAllConnections(); server.close(); };
  return one;
}

/** Everybody has the address of their name; who begins with "unverified" never showed that it is theirs. */
const account = (id) => ({
  accountId: id,
  claims: () => ({ sub: `subject-of-${id}`, email: `${id}@ccas.example`, email_verified: !id.startsWith("unverified") }),
});

/** The provider, as the service at this address is registered there; what it says of people is signed, as ProConnect does. */
function provider(issuer, service, given) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const made = new Provider(issuer, {
    clients: [{
      client_id: "guichet", client_secret: SECRET, response_types: ["code"], grant_types: ["authorization_code"],
      redirect_uris: [`${service}/console/open-id`], post_logout_redirect_uris: [`${service}/console/sign-in`],
      userinfo_signed_response_alg: "RS256",
    }],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: "one" }] },
    cookies: { keys: ["a key for cookies of tests"] },
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    findAccount: (_, id) => account(id),
    features: { jwtUserinfo: { enabled: true } },
    pkce: { methods: ["S256"], required: () => true },
    // What is asked for is granted: nobody is asked twice.
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({ clientId: "guichet", accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope("openid email");
      await grant.save();
      return grant;
    },
  });
  made.on("grant.success", (ctx) => given.push(ctx.body.access_token, ctx.body.id_token, ctx.oidc.params.code));
  return made.callback();
}

/** Starts both. `open()` lets the provider answer, which is away before; `log()` is what the service logged, at its most talkative. */
export async function startOffice() {
  assert.ok(PROGRAM, "GUICHET_PROGRAM names the binary; tests/browser/run.sh sets it");
  const there = await listen();
  // A free port for the service, which must be registered before it runs.
  const free = await listen();
  free.stop();
  const folder = mkdtempSync(join(tmpdir(), "guichet-"));
  const env = {
    GUICHET_LISTEN: free.url.replace("http://", ""), GUICHET_PUBLIC_URL: free.url,
    GUICHET_DATABASE_URL: `sqlite:${join(folder, "guichet.db")}`,
    GUICHET_TWILIO_ACCOUNT_SID: "AC00000000000000000000000000000000", GUICHET_TWILIO_AUTH_TOKEN: "a-token-for-tests",
    GUICHET_TWILIO_API: "http://127.0.0.1:9", GUICHET_OFFICE_NUMBER: "0199000002", GUICHET_NUMBER: "+33199000001",
    GUICHET_OPEN_ID_ISSUER: there.url, GUICHET_OPEN_ID_CLIENT_ID: "guichet", GUICHET_OPEN_ID_CLIENT_SECRET: SECRET,
  };
  const run = (...words) => execFileSync(PROGRAM, words, { env, cwd: folder }).toString();
  const child = spawn(PROGRAM, ["serve"], { env: { ...env, RUST_LOG: "trace" }, cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (part) => { log += part; });
  const ended = new Promise((resolve) => { child.on("exit", resolve); });
  for (const begun = Date.now(); ;) {
    const answer = await fetch(`${free.url}/console/sign-in`).catch(() => null);
    if (answer?.ok) break;
    assert.ok(Date.now() - begun < PATIENCE && child.exitCode === null, `the service did not begin:\n${log}`);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  const given = [SECRET];
  return {
    url: free.url, issuer: there.url, run, given, log: () => log,
    open: () => { there.handler = provider(there.url, free.url, given); },
    stop: async () => {
      child.kill("SIGINT");
      await ended;
      there.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
