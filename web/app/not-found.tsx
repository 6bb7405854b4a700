import { Link } from 'wouter'
import { Empty } from '../ui/empty.tsx'

export const NotFound = () => (
  <Empty title='No such page'>
    <p>Nothing is at this address. <Link href='/'>Go to Now</Link>.</p>
  </Empty>
)
