import { useEffect, useId, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useLocation } from 'wouter'
import { jobSearchQuery } from '../api/queries.ts'
import { useApi } from '../api/use-api.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { rail } from './routes.ts'
import styles from './palette.module.css'

/** Finds a job or a page by words, on Ctrl K. */
export function Palette () {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    function onKeyDown (event: KeyboardEvent): void {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return
      event.preventDefault()
      setOpen(true)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => { document.removeEventListener('keydown', onKeyDown) }
  }, [])
  return (
    <>
      <Button kind='ghost' aria-label='Find a job or a page' title='Find (Ctrl K)' onClick={() => { setOpen(true) }}>
        <Search size={16} aria-hidden='true' />
      </Button>
      {open && <Finder onClose={() => { setOpen(false) }} />}
    </>
  )
}

interface Place { path: string, label: string, kind: string }

function Finder ({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const [, navigate] = useLocation()
  const list = useId()
  const places = usePlaces(text.trim())
  const chosen = Math.min(at, places.length - 1)

  function go (place: Place | undefined): void {
    if (place === undefined) return
    onClose()
    navigate(place.path)
  }
  return (
    <Dialog title='Find a job or a page' onClose={onClose}>
      <input
        autoFocus type='search' value={text} placeholder='Name of a job or page' className={styles.field}
        role='combobox' aria-label='Find a job or a page' aria-expanded='true' aria-controls={list}
        aria-activedescendant={`${list}-${chosen}`}
        onChange={event => { setText(event.target.value); setAt(0) }}
        onKeyDown={event => {
          if (event.key === 'Enter') go(places[chosen])
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          setAt((chosen + (event.key === 'ArrowDown' ? 1 : places.length - 1)) % Math.max(1, places.length))
        }}
      />
      <ul id={list} role='listbox' aria-label='Found' className={styles.list}>
        {places.map((place, index) => (
          <li
            key={place.path} id={`${list}-${index}`} role='option' aria-selected={index === chosen}
            className={styles.place} onClick={() => { go(place) }}
          >
            <span className='cut'>{place.label}</span><small className='dim'>{place.kind}</small>
          </li>
        ))}
      </ul>
      {places.length === 0 && <p className='sub'>No job and no page has these words.</p>}
    </Dialog>
  )
}

function usePlaces (text: string): Place[] {
  const found = useQuery(jobSearchQuery(useApi(), text)).data?.jobs ?? []
  const pages = rail.filter(({ label }) => label.toLowerCase().includes(text.toLowerCase()))
  return [
    ...pages.map(({ path, label }) => ({ path, label, kind: 'Page' })),
    ...found.map(({ job_slug, name, job_number }) =>
      ({ path: `/jobs/${job_slug}`, label: name, kind: `Job ${job_number}` }))
  ]
}
