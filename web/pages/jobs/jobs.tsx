import { Heading } from '../../ui/heading.tsx'

export const Jobs = () => <Heading><h1>Jobs</h1></Heading>
