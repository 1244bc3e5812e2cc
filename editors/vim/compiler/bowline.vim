" Vim compiler file: after `:compiler bowline`, `:make` fills the quickfix list, and `:make deploy` checks one folder.
if exists('current_compiler')
  finish
endif
let current_compiler = 'bowline'

CompilerSet makeprg=bowline\ check\ --quiet\ --format\ concise
CompilerSet errorformat=%f:%l:%c:\ %t%*[a-z]%m,%-G%.%#
