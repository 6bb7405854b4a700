import { ChevronDown } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { Menu } from '../ui/menu.tsx'
import type { MenuEntry } from '../ui/menu.tsx'
import styles from './act-bar.module.css'

interface SplitActProps {
  label: string
  /** Names the menu. */
  name: string
  kind?: 'plain' | 'danger'
  blocked: string | null
  onPress: () => void
  entries: readonly MenuEntry[]
}

/** An act, and beside it other forms of it. */
export const SplitAct = ({ label, name, kind = 'plain', blocked, onPress, entries }: SplitActProps) => (
  <div className={styles.split}>
    <Button kind={kind} blocked={blocked} onClick={onPress} className={styles.first}>{label}</Button>
    <Menu label={name} kind={kind} blocked={blocked} entries={entries}>
      <ChevronDown size={16} aria-hidden='true' />
    </Menu>
  </div>
)
