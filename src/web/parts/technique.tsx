/** MITRE's names for what attackers do, as links to the page that explains them: https://attack.mitre.org */
export function techniqueAddress(technique: string): string | null {
  const [, id, part] = /^(T\d{4})(?:\.(\d{3}))?$/.exec(technique) ?? [];
  if (id === undefined) return null;
  return `https://attack.mitre.org/techniques/${id}/${part === undefined ? "" : `${part}/`}`;
}

export function Techniques({ techniques }: { readonly techniques: readonly string[] }) {
  return (
    <span className="row">
      {techniques.map((technique) => {
        const address = techniqueAddress(technique);
        return address === null ? (
          <span key={technique}>{technique}</span>
        ) : (
          <a key={technique} href={address} target="_blank" rel="noopener noreferrer">
            {technique}
            <span className="hidden-text"> at MITRE, in a new window</span>
          </a>
        );
      })}
    </span>
  );
}
