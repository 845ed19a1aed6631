// What a tester writes with supertest against Rasa's REST channel. Run with the address of the installation.
const assert = require('node:assert/strict');
const request = require('supertest');

const [, , url, sender] = process.argv;
const say = (body) => request(url).post('/webhooks/rest/webhook').send(body);

(async () => {
  const answer = await say({ sender, message: '我想开个饭店，八十来平' }).expect(200).expect('Content-Type', /json/);
  assert.ok(answer.body.length > 0);
  answer.body.forEach((message) => assert.equal(message.recipient_id, sender));
  assert.match(answer.body.map((message) => message.text).join('\n'), /开办餐饮店/);

  const [button] = answer.body.flatMap((message) => message.buttons || []);
  assert.deepEqual(Object.keys(button).sort(), ['payload', 'title']);
  const pressed = await say({ sender, message: button.payload }).expect(200);
  assert.match(pressed.body.map((message) => message.text).join('\n'), /记下了/);

  const lines = await request(url).post('/webhooks/rest/webhook?stream=true').send({ sender, message: '热菜' }).expect(200);
  lines.text.trim().split('\n').forEach((line) => assert.equal(JSON.parse(line).recipient_id, sender));

  await request(url).get('/webhooks/rest/').expect(200, { status: 'ok' });
  await say({ message: 5 }).expect(422);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
