import { Heading } from '../../ui/heading.tsx'

export const Job = () => <Heading><h1>Job</h1></Heading>
