import { Heading } from '../../ui/heading.tsx'

export const System = () => <Heading><h1>System</h1></Heading>
