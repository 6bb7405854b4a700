import { Suspense, useEffect, useId, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useLocation } from 'wouter'
import { configListQuery, jobSearchQuery, modelSearchQuery } from '../api/queries.ts'
import { useApi } from '../api/use-api.ts'
import { StartDialog } from '../start/start-button.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { modelPlaces } from './found-models.ts'
import { rail } from './routes.ts'
import styles from './palette.module.css'

/** Finds a job, a model, a config or a page by words, on Ctrl K. A config opens the form of a new training. */
export function Palette () {
  const [open, setOpen] = useState(false)
  const [config_name, setConfigName] = useState<string | null>(null)
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
      <Button
        kind='ghost' aria-label='Find a job, model, config or page' title='Find (Ctrl K)'
        onClick={() => { setOpen(true) }}
      >
        <Search size={16} aria-hidden='true' />
      </Button>
      {open && <Finder onConfig={setConfigName} onClose={() => { setOpen(false) }} />}
      {config_name !== null && (
        <Suspense>
          <StartDialog fork_of={null} config_name={config_name} onClose={() => { setConfigName(null) }} />
        </Suspense>
      )}
    </>
  )
}

/** An address, or a config by its name. */
type Place = { label: string, kind: string } & ({ path: string } | { config_name: string })

interface FinderProps { onConfig: (name: string) => void, onClose: () => void }

function Finder ({ onConfig, onClose }: FinderProps) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const [, navigate] = useLocation()
  const list = useId()
  const { places, isSearching } = usePlaces(text.trim())
  const chosen = Math.min(at, places.length - 1)

  function go (place: Place | undefined): void {
    if (place === undefined) return
    onClose()
    if ('path' in place) navigate(place.path)
    else onConfig(place.config_name)
  }
  return (
    <Dialog title='Find a job, a model, a config or a page' onClose={onClose}>
      <input
        autoFocus type='search' value={text} placeholder='Name of a job, model, config or page' className={styles.field}
        role='combobox' aria-label='Find a job, a model, a config or a page' aria-expanded='true' aria-controls={list}
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
            key={'path' in place ? place.path : `${place.kind} ${place.label}`} id={`${list}-${index}`}
            role='option' aria-selected={index === chosen} className={styles.place} onClick={() => { go(place) }}
          >
            <span className='cut' dir='auto'>{place.label}</span><small className='dim cut'>{place.kind}</small>
          </li>
        ))}
      </ul>
      {places.length === 0 && (
        <p className='sub'>
          {isSearching ? 'Being searched …' : 'No job, no model, no config and no page has these words.'}
        </p>
      )}
    </Dialog>
  )
}

const MOST_CONFIGS = 8
const kinds = { preset: 'Preset', saved: 'Saved config', checkout: 'Config of the checkout' } as const

function usePlaces (text: string): { places: Place[], isSearching: boolean } {
  const api = useApi()
  const jobs = useQuery(jobSearchQuery(api, text))
  const models = useQuery(modelSearchQuery(api, text))
  const configs = useQuery(configListQuery(api)).data?.configs ?? []
  const fits = (label: string): boolean => label.toLowerCase().includes(text.toLowerCase())
  // Until the reply comes: what Enter goes to has the words that stand there.
  const found = jobs.data?.jobs.filter(({ name }) => !jobs.isPlaceholderData || fits(name)) ?? []
  const pages = rail.filter(({ label }) => fits(label))
  const places = [
    ...pages.map(({ path, label }) => ({ path, label, kind: 'Page' })),
    ...found.map(({ job_slug, name, job_number }) =>
      ({ path: `/jobs/${job_slug}`, label: name, kind: `Job ${job_number}` })),
    ...configs.filter(({ name }) => text !== '' && fits(name)).slice(0, MOST_CONFIGS)
      .map(({ name, source }) => ({ config_name: name, label: name, kind: kinds[source] })),
    ...modelPlaces(text === '' ? [] : models.data?.models ?? [], models.isPlaceholderData ? fits : null)
  ]
  return { places, isSearching: [jobs, models].some(query => query.isLoading || query.isPlaceholderData) }
}
