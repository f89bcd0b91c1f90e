// English: what a public register has on record about the makers of what was found.

#include <string_view>

namespace bridle::words {

extern const std::string_view en_register;
constinit const std::string_view en_register = R"words(
[heading.register]
What is on record about the makers

[lead.register]
What follows was not found on the phone. It is what a public register says of those who make and sell what the indicators point at.

[register.limit]
An attribution ties a published set of indicators to a product. It does not prove who used that product, and it does not make a finding any surer than it is.

[register.about]
From the register “{name}”, kept by {keeper}, as it stood on {day}. What it says may have changed since. Nothing was fetched: it was read from the file that was given for this examination.

[register.about.nobody]
From the register “{name}”, as it stood on {day}. What it says may have changed since. Nothing was fetched: it was read from the file that was given for this examination.

[register.source]
As the register “{name}” stood on {day}:

[register.demonstration]
Nobody filed these records. They were gathered from the publications that are cited.

[register.withheld]
not told ({reason})

[register.by_name]
by name alone

[register.no_vendor]
The register does not say who makes or sells it.

[register.set]
{family} in {set}

[register.record]
Record {id}, as of {day}

[none.attribution]
Nothing. The register does not know whose indicators these are.

[none.on_record]
The register has nothing on record about what was found.

[none.records]
None on record.

[more.records]
{count} more {count:record is|records are} in findings.json.

# How the register knows the set.

[known_by.file]
The register names this very file: its SHA-256 is the same.

[known_by.name]
By name alone. The register names another file, or none, for what has this name. So this is less sure than the register says of its own ({stated}).

# How sure an attribution is.

[attribution.low]
Low
[attribution.moderate]
Moderate
[attribution.high]
High
[attribution.confirmed]
Confirmed

# Labels.

[label.on_record]
On record
[label.register]
Register
[label.register_file]
File of the register
[label.file_sha256]
SHA-256 of that file
[label.register_log]
Log of the register
[label.register_log.value]
{origin}, {size} entries
[label.data_licence]
Licence of the data
[label.product]
Product
[label.vendor]
Vendor
[label.attribution]
Attribution
[label.attributed_set]
Set of indicators
[label.named_file]
File that the register names
[label.known_by]
How the set is known
[label.licences]
Licences
[label.contracts]
Contracts
[label.sales]
Sales
[label.measures]
Measures
[label.what]
What
[label.more]
More
[label.citations]
Says who

# Answers of a record, as a register names them.

[answer.basis]
Rests on
[answer.citation]
Citation
[answer.publishers]
Indicators published by
[answer.kind]
Kind
[answer.status]
State
[answer.statusSince]
In this state since
[answer.otherNames]
Other names
[answer.malwareNames]
Named by researchers
[answer.capabilities]
Capabilities
[answer.jurisdiction]
Country
[answer.lei]
LEI
[answer.identifiers]
Identifiers
[answer.formerNames]
Former names
[answer.authority]
Authority
[answer.number]
Number
[answer.destinations]
Destinations
[answer.moratoria]
Under moratorium
[answer.stage]
Stage
[answer.parties]
Parties
[answer.signed]
Signed
[answer.period]
Period
[answer.value]
Value
[answer.client]
Client
[answer.destination]
Destination
[answer.date]
Date
[answer.programme]
List
[answer.effective]
In effect since
)words";

}  // namespace bridle::words
