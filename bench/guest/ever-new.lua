-- Makes and runs functions that nobody has seen before, until a time is over: ever-new.lua SECONDS.
--
-- LuaJIT compiles each loop while it runs. Its memory for machine code is small, so it throws that away and writes
-- other code to the same addresses again and again. Prints "functions COUNT sum SUM" every two seconds, and with "end"
-- before it at the end; SUM depends on the result of every function so far. The same is computed without Lua by
-- EverNew.java, which must choose the same functions.
local seconds = tonumber(arg[1])
local PRIME, TURNS = 1000003, 120

local state = 1
local function random(below)
  state = (state * 16807) % 2147483647
  return state % below
end

local function source()
  local lines = { "return function(n) local s, t = 1, {0, 0, 0, 0, 0, 0, 0, 0} for i = 1, n do" }
  for _ = 1, 6 + random(12) do
    local kind, a, b = random(4), 1 + random(999), 1 + random(999)
    if kind == 0 then
      lines[#lines + 1] = ("s = (s * %d + i) %% %d"):format(a, PRIME)
    elseif kind == 1 then
      lines[#lines + 1] = ("s = (s + i * %d) %% %d"):format(b, PRIME)
    elseif kind == 2 then
      lines[#lines + 1] = ("if s %% 2 == 0 then s = (s + %d) %% %d else s = (s * 3 + %d) %% %d end")
        :format(a, PRIME, b, PRIME)
    else
      lines[#lines + 1] = ("t[i %% 8 + 1] = s s = (s + t[(i * %d) %% 8 + 1]) %% %d"):format(a, PRIME)
    end
  end
  lines[#lines + 1] = "end return s end"
  return table.concat(lines, "\n")
end

local start, count, sum = os.time(), 0, 0
local told = start
while true do
  local make = assert(loadstring(source()))
  sum = (sum * 31 + make()(TURNS)) % PRIME
  count = count + 1
  local now = os.time()
  if now - start >= seconds then
    break
  end
  if now - told >= 2 then
    told = now
    print(("functions %d sum %d"):format(count, sum))
    io.stdout:flush()
  end
end
print(("end functions %d sum %d"):format(count, sum))
