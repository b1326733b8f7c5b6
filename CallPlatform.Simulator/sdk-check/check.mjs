// Drives the simulator with Vapi's official Node SDK. Start the simulator first:
//   ASPNETCORE_URLS=http://127.0.0.1:5090 dotnet run --project CallPlatform.Simulator
//   SIMULATOR_URL=http://127.0.0.1:5090 npm test
import assert from "node:assert/strict";
import { VapiClient, VapiError, Vapi } from "@vapi-ai/server-sdk";

const baseUrl = process.env.SIMULATOR_URL ?? "http://127.0.0.1:5090";
const client = new VapiClient({ token: process.env.VAPI_API_KEY ?? "sdk-check", baseUrl, maxRetries: 0 });
const once = { maxRetries: 0 };
const order = (number, more = {}) => ({
  assistantId: "8f2d7c14-51b3-4d0b-9a66-2c4e1f7a8b90",
  phoneNumberId: "3c5a9e72-1d84-4f6b-8e21-7b90d4c6a5f3",
  customer: { number, name: "Ada Example", externalId: "5d0f2b8e-93c1-4a7d-b6e4-0c1d2e3f4a5b" },
  ...more,
});

const failure = async (promise) => {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof VapiError, `expected a VapiError, got ${error}`);
    return error;
  }
  assert.fail("expected the SDK to throw");
};

const until = async (what, read, done) => {
  const end = Date.now() + 20_000;
  for (;;) {
    const value = await read();
    if (done(value)) return value;
    assert.ok(Date.now() < end, `timed out waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};

const checks = {
  "create answers 201 with a queued call and its monitor": async () => {
    const { data, rawResponse } = await client.calls.create(order("+15551234567", { name: "sdk check" }), once).withRawResponse();
    assert.equal(rawResponse.status, 201);
    assert.equal(data.status, "queued");
    assert.equal(data.type, "outboundPhoneCall");
    assert.equal(data.customer.externalId, "5d0f2b8e-93c1-4a7d-b6e4-0c1d2e3f4a5b");
    assert.ok(data.monitor.controlUrl.startsWith(baseUrl));
    assert.equal(data.subscriptionLimits.concurrencyBlocked, false);
  },
  "get follows a call to its end, with transcript, analysis, cost and recording": async () => {
    const { id } = await client.calls.create(order("+15551234568"), once);
    const call = await until("the end", () => client.calls.get({ id }), (c) => c.status === "ended" && c.analysis);
    assert.ok(call.endedReason);
    assert.match(call.artifact.transcript, /^AI: /);
    assert.ok(call.analysis.summary);
    assert.ok(call.cost > 0);
    const audio = await fetch(`${baseUrl}/call/${id}/mono-recording`, { headers: { authorization: "Bearer sdk-check", "user-agent": "sdk-check" } });
    assert.equal(audio.status, 200);
    assert.equal(Buffer.from(await audio.arrayBuffer()).subarray(0, 4).toString(), "RIFF");
    assert.equal(await client.calls.callArtifactControllerMonoRecordingDownload({ id }), undefined);
  },
  "list is a bare array, newest first, filtered": async () => {
    const { id } = await client.calls.create(order("+15551234569"), once);
    const all = await client.calls.list({ limit: 2 });
    assert.ok(Array.isArray(all));
    assert.equal(all[0].id, id);
    assert.deepEqual((await client.calls.list({ createdAtGe: all[0].createdAt, id })).map((c) => c.id), [id]);
    assert.deepEqual(await client.calls.list({ createdAtLt: "2001-01-01T00:00:00.000Z" }), []);
  },
  "batch answers results and errors": async () => {
    const { customer, ...rest } = order("+15551234570");
    const batch = await client.calls.create({ ...rest, customers: [customer, { number: "12" }] }, once);
    assert.equal(batch.results.length, 1);
    assert.match(batch.errors[0].error, /E\.164/);
  },
  "a scheduled call waits, and deleting it cancels it": async () => {
    const call = await client.calls.create(order("+15551234571", { schedulePlan: { earliestAt: new Date(Date.now() + 3_600_000).toISOString() } }), once);
    assert.equal(call.status, "scheduled");
    assert.equal((await client.calls.delete({ id: call.id })).endedReason, "scheduled-call-deleted");
  },
  "update renames": async () => {
    const { id } = await client.calls.create(order("+15551234572"), once);
    assert.equal((await client.calls.update({ id, name: "renamed" })).name, "renamed");
    assert.equal((await client.calls.get({ id })).name, "renamed");
  },
  "delete returns the call, then it is gone": async () => {
    const { id } = await client.calls.create(order("+15551234573"), once);
    assert.equal((await client.calls.delete({ id })).id, id);
    assert.equal((await failure(client.calls.get({ id }, once))).statusCode, 404);
  },
  "the control URL ends a call": async () => {
    const { id, monitor } = await client.calls.create(order("+15551234574"), once);
    const answer = await fetch(monitor.controlUrl, { method: "POST", headers: { "content-type": "application/json" }, body: '{"type":"end-call"}' });
    assert.equal(answer.status, 200);
    const call = await until("the end", () => client.calls.get({ id }), (c) => c.status === "ended");
    assert.equal(call.endedReason, "manually-canceled");
  },
  "a bad key is 401": async () => {
    const stranger = new VapiClient({ token: "bad-key", baseUrl });
    const error = await failure(stranger.calls.list({}, once));
    assert.equal(error.statusCode, 401);
    assert.match(error.body.message, /Invalid Key/);
  },
  "a bad number is a BadRequestError": async () => {
    const error = await failure(client.calls.create(order("12"), once));
    assert.ok(error instanceof Vapi.BadRequestError);
    assert.match(error.body.message[0], /customer\.number must be a valid phone number in the E\.164 format/);
  },
  "an unknown id is 404": async () => {
    const error = await failure(client.calls.get({ id: "01a3c9f0-6b2e-7d41-9c55-2f8e7a61b3d4" }, once));
    assert.equal(error.statusCode, 404);
  },
  "an unknown property is refused by name": async () => {
    const error = await failure(client.calls.create(order("+15551234575", { server: { url: "https://example.test" } }), once));
    assert.ok(error instanceof Vapi.BadRequestError);
    assert.deepEqual(error.body.message, ["property server should not exist"]);
  },
  "a 500 is an InternalServerError and made no call": async () => {
    const number = "+15559990007";
    assert.ok((await failure(client.calls.create(order(number), once))) instanceof Vapi.InternalServerError);
    await client.calls.create(order(number), once);
    const seen = await (await fetch(`${baseUrl}/sim/calls?to=${encodeURIComponent(number)}`)).json();
    assert.equal(seen.total, 1);
  },
  "a 429 carries Retry-After": async () => {
    const error = await failure(client.calls.create(order("+15559980006"), once));
    assert.equal(error.statusCode, 429);
    assert.equal(error.rawResponse.headers.get("retry-after"), "1");
  },
  "analytics answers concurrency": async () => {
    const [query] = await client.analytics.get({ queries: [{ table: "subscription", name: "c", operations: [{ operation: "max", column: "concurrency" }] }] });
    assert.equal(query.name, "c");
  },
};

let failed = 0;
await fetch(`${baseUrl}/sim/reset`, { method: "POST" });
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}\n        ${error.stack}`);
  }
}
console.log(`${Object.keys(checks).length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
