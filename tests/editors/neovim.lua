-- What a person does in Neovim with the configuration of docs/editors.md. Works from Neovim 0.7 on.
local function fail(what)
  io.stderr:write('not seen: ' .. what .. '\n')
  vim.cmd('cquit 1')
end

local function eventually(what, read)
  if not vim.wait(60000, read, 20) then fail(what) end
  print('ok ' .. what .. '\n')
end

local function text(name)
  return table.concat(vim.api.nvim_buf_get_lines(vim.fn.bufnr(name), 0, -1, false), '\n')
end

local function found(name)
  return #vim.diagnostic.get(vim.fn.bufnr(name))
end

-- The entry that a person takes from a list.
vim.ui.select = function(items, _, choose) choose(items[1], 1) end

eventually('diagnostics, also in a file that is not open', function()
  return vim.fn.bufexists('service.yaml') == 1 and found('service.yaml') == 1
end)

vim.cmd('edit service.yaml')
vim.fn.search('none')
eventually('diagnostics in the file that was opened', function() return found('service.yaml') == 1 end)
vim.lsp.buf.code_action()
eventually('a quick fix', function()
  return text('service.yaml'):find('clusterIP: None\n') ~= nil and found('service.yaml') == 0
end)

vim.cmd('edit statefulset.yaml')
vim.fn.search('serviceName: \\zsdb')
vim.lsp.buf.definition()
eventually('the definition of serviceName in another file', function()
  return vim.fn.expand('%:t') == 'service.yaml'
end)

vim.cmd('edit statefulset.yaml')
vim.fn.cursor(1, 1)
vim.fn.search('labels:\\n *app: \\zsdb')
vim.lsp.buf.rename('store')
eventually('rename of a label in selectors and template', function()
  local _, count = text('statefulset.yaml'):gsub('app: store', '')
  return count == 2 and text('service.yaml'):find('selector:\n    app: store\n') ~= nil
end)
vim.cmd('qall!')
