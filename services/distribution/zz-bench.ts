import { DynamoStore } from '/work/main/platform/store/dynamo-store.ts';
import { startDynoxide } from '/work/main/test/support/dynoxide.ts';
import { Desk, packNamed, VILLAGE } from '/work/main/services/distribution/testing/desk.ts';
import { PLANS } from '/work/main/services/distribution/testing/plan-walk.ts';
const engine = await startDynoxide();
try {
  const store = new DynamoStore(engine.client, await engine.createTable());
  const desk = new Desk('makit', '2026-01-05T02:00:00.000Z', packNamed('makit'), store);
  await desk.openPool(VILLAGE); await desk.receive(9_876_543_210);
  const t0 = performance.now();
  const { body } = await desk.send('accountant','POST',PLANS,{unitPath:VILLAGE,title:'x',totalFen:9_876_543_210,reserves:[]});
  let v = 1;
  for (let s=0;s<60_000;s+=40) {
    const lines = Array.from({length:40},(_,i)=>({to:'household',code:`h-${s+i}`,purpose:'households-in-need',weight:(((s+i)*7919)%9973)+1}));
    const a = await desk.send('accountant','POST',`${PLANS}/${body.id}/lines`,{lines},{at:v});
    if (a.status!==201) throw new Error(JSON.stringify(a.body)); v+=1;
  }
  const t1 = performance.now();
  const a = await desk.send('accountant','POST',`${PLANS}/${body.id}/proposal`,{},{at:v});
  console.log(a.status, 'write ms', t1-t0, 'propose ms', performance.now()-t1, desk.failures);
} finally { await engine.stop(); }
