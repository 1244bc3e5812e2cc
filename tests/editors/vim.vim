" What a person does in Vim with editors/vim and the configurations of docs/editors.md. ALE is tried if it is installed.
let s:here = expand('<sfile>:p:h')
set nocompatible hidden noswapfile
filetype plugin on

function! s:Say(line) abort
  call writefile([a:line], $SAID, 'a')
endfunction

function! s:Eventually(what, see) abort
  for _ in range(600)
    if a:see()
      return s:Say('ok ' . a:what)
    endif
    sleep 100m
  endfor
  call s:Say('not seen: ' . a:what)
  cquit
endfunction

edit service.yaml
silent make!
let s:seen = map(getqflist(), {_, one -> bufname(one.bufnr) . ':' . one.lnum . ':' . one.col . ' ' . one.type})
call s:Eventually('`:make` finds the place', {-> s:seen ==# ['service.yaml:6:14 e']})
BowlineFix
call s:Eventually('`:BowlineFix` repairs the buffer', {-> getline(6) ==# '  clusterIP: None'})
call s:Eventually('and changes nothing else', {-> line('$') == 12 && getline(12) ==# '      targetPort: sql'})
BowlineFix
call s:Eventually('and nothing at all if nothing is wrong', {-> line('$') == 12 && getline(6) ==# '  clusterIP: None'})
edit!

if $ALE ==# ''
  call s:Say('done')
  quitall!
endif
set runtimepath+=$ALE
runtime plugin/ale.vim
source $ALE_CONFIGURATION
call ale#Queue(0, 'lint_file')
call s:Eventually('ALE: diagnostics', {-> map(ale#engine#GetLoclist(bufnr()), {_, one -> one.lnum}) ==# [6]})
edit statefulset.yaml
call ale#Queue(0, 'lint_file')
sleep 1
call search('serviceName: \zsdb')
ALEGoToDefinition
call s:Eventually('ALE: the definition of serviceName in another file', {-> expand('%:t') ==# 'service.yaml'})
call s:Say('done')
quitall!
