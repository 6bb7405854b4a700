import { Heading } from '../../ui/heading.tsx'

export const Compare = () => <Heading><h1>Compare</h1></Heading>
