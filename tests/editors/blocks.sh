# Prints the blocks of a language below a heading of docs/editors.md: block HEADING LANGUAGE. What people copy is what is tried.
block() {
  awk -v heading="$1" -v fence="\`\`\`$2" '
    /^## / { here = $0 == "## " heading } here && $0 == "```" { inside = 0 } inside { print } here && $0 == fence { inside = 1 }
  ' "$root/docs/editors.md"
}
