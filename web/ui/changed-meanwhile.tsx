import { Notice } from './notice.tsx'

interface ChangedMeanwhileProps {
  what: string
  /** How it is now; undefined: it was not changed elsewhere. */
  is: string | undefined
  /** Whether saving replaces it. */
  isReplaced: boolean
}

/** Says that something was changed elsewhere since a form was opened. */
export const ChangedMeanwhile = ({ what, is, isReplaced }: ChangedMeanwhileProps) => is === undefined
  ? null
  : (
    <Notice tone='warn'>
      The {what} {what.endsWith('s') ? 'were' : 'was'} changed elsewhere meanwhile
      {isReplaced ? '; what you save replaces this' : ', and stays'}: <span dir='auto'>{is === '' ? 'none' : is}</span>
    </Notice>
    )
