import { type Db } from 'mongodb';

/**
 * As if so many seconds had passed since call-ins were made and numbers taken: what is stored of them is moved into the
 * past, and the database's clock judges it as ever. No machine is too slow for that, and nobody has to wait.
 */
export async function letTimePass(database: Db, seconds: number): Promise<void> {
  const moved = (field: string) => ({
    [field]: { $dateSubtract: { startDate: `$${field}`, unit: 'second', amount: seconds } },
  });
  await database
    .collection('callIns')
    .updateMany({ state: 'waiting' }, [{ $set: { ...moved('createdAt'), ...moved('expiresAt') } }]);
  await database.collection('leases').updateMany({}, [{ $set: { ...moved('heldUntil'), ...moved('restsUntil') } }]);
}
