import { Link, useLocation } from 'wouter'
import { rail } from './routes.ts'
import styles from './shell.module.css'

/** The pages: at the left, as icons where there is little room, at the bottom of a phone. */
export function Rail ({ waiting }: { waiting: number }) {
  const [location] = useLocation()
  return (
    <nav className={styles.rail} aria-label='Pages'>
      <div className={styles.brand} aria-hidden='true'><Wave /><span>OneTrainer</span></div>
      {rail.map(({ path, label, icon: Icon }) => (
        <Link
          key={path} href={path} className={styles.entry}
          aria-current={isAt(location, path) ? 'page' : undefined}
        >
          <Icon size={18} strokeWidth={1.75} aria-hidden='true' />
          <span>{label}</span>
          {path === '/jobs' && waiting > 0 && <small className={styles.count}>{waiting} waiting</small>}
        </Link>
      ))}
    </nav>
  )
}

const isAt = (location: string, path: string): boolean =>
  path === '/' ? location === '/' : location === path || location.startsWith(`${path}/`)

const Wave = () => (
  <svg width='20' height='20' viewBox='0 0 20 20' fill='none' stroke='currentColor' strokeWidth='2'>
    <path d='M2 15c3-9 5-9 7-4s4 5 9-8' />
  </svg>
)
