import os,sys
os.environ['TENOR_CACHE']=sys.argv[2]
if sys.argv[1]=='no': sys.modules['gmpy2']=None
from datetime import date
from pathlib import Path
from tenor.dsl.kept import kept_contract
from tenor.dsl.diagnostic import Source
from tenor.interpreter.facts_json import facts_from_data
from tenor.interpreter.world import world
from tenor.interpreter.cash_flows import cash_flows
t='''language 1
contract "X", a transcription of "x".
times are in UTC.
party A is a blank.
party B is a blank.
Section 1 "All"
  event "Pay".
  there is a Pay on January 10, 2020.
  for each Pay, A owes B $5 ("Sum"), payable on its day.
'''
c=kept_contract(Source('x.tenor',t),lambda p: None)
print([d.message for d in c.diagnostics if d.severity.name=='MUST'])
w=world(c,facts_from_data(c,{},Path('.'),[]))
print([(f.amount,f.seen_by('B')) for f in cash_flows(w,date(2020,12,31))])
