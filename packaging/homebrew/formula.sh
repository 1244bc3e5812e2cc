#!/usr/bin/env bash
# Writes the Homebrew formula of a release: packaging/homebrew/formula.sh VERSION SHA256SUMS >Formula/bowline.rb
set -euo pipefail
version=$1 sums=$2

# The archive of a target, with its checksum.
archive() {
  local file="bowline-v$version-$1.tar.gz" sum
  sum=$(awk -v file="$file" '$2 == file { print $1 }' "$sums")
  test -n "$sum" || { echo "$file is not in $sums" >&2; return 1; }
  printf '      url "https://github.com/bowline-lint/bowline/releases/download/v%s/%s"\n      sha256 "%s"\n' "$version" "$file" "$sum"
}
mac_arm=$(archive aarch64-apple-darwin)
mac_intel=$(archive x86_64-apple-darwin)
linux_arm=$(archive aarch64-unknown-linux-musl)
linux_intel=$(archive x86_64-unknown-linux-musl)

cat <<RUBY
class Bowline < Formula
  desc "Linter for Kubernetes manifests that connects the pieces as the cluster would"
  homepage "https://bowline-lint.github.io/bowline/"
  version "$version"
  license "MIT"

  on_macos do
    on_arm do
$mac_arm
    end
    on_intel do
$mac_intel
    end
  end

  on_linux do
    on_arm do
$linux_arm
    end
    on_intel do
$linux_intel
    end
  end

  def install
    bin.install "bowline"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/bowline.bash" => "bowline"
    zsh_completion.install "completions/bowline.zsh" => "_bowline"
    fish_completion.install "completions/bowline.fish"
  end

  test do
    (testpath/"service.yaml").write <<~YAML
      apiVersion: v1
      kind: Service
      metadata:
        name: db
      spec:
        clusterIP: none
    YAML
    assert_match "svc-clusterip-invalid", shell_output("#{bin}/bowline check --format concise", 1)
  end
end
RUBY
