#include "tfvars/hcl/csv_value.h"

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tfvars/text/unicode.h"

namespace deltaplan::tfvars {
namespace {

using Record = std::vector<std::string>;

// One record after the other. Lines end with \n or \r\n; in quotes that is \n, too.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : rest_(text) {}

  /// False at the end, and at what is no CSV.
  bool Next(Record& record) {
    record.clear();
    while (TakeLineEnd()) continue;  // empty lines are no records
    if (rest_.empty()) return false;
    do {
      std::optional<std::string> field = rest_.starts_with('"') ? Quoted() : Bare();
      if (!field) return Fail();
      record.push_back(*std::move(field));
    } while (Take(','));
    return rest_.empty() || TakeLineEnd() || Fail();
  }
  bool failed() const { return failed_; }

 private:
  bool Fail() {
    failed_ = true;
    return false;
  }
  bool Take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool TakeLineEnd() {
    const std::size_t size = rest_.starts_with("\r\n")                  ? 2
                             : rest_.starts_with('\n') || rest_ == "\r" ? 1
                                                                        : 0;
    rest_.remove_prefix(size);
    return size > 0;
  }

  std::optional<std::string> Bare() {
    std::string_view field = rest_.substr(0, rest_.find_first_of(",\n"));
    rest_.remove_prefix(field.size());
    // Before the end of a line, and at that of the text, \r belongs to it.
    if (field.ends_with('\r') && !rest_.starts_with(',')) field.remove_suffix(1);
    if (field.find('"') != std::string_view::npos) return std::nullopt;
    return std::string(field);
  }

  std::optional<std::string> Quoted() {
    std::string field;
    Take('"');
    while (!rest_.empty()) {
      if (TakeLineEnd()) {
        field += '\n';
      } else if (Take('"')) {
        if (!Take('"')) return field;
        field += '"';
      } else {
        field += rest_.front();
        rest_.remove_prefix(1);
      }
    }
    return std::nullopt;
  }

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace

std::optional<Value> ValueOfCsv(std::string_view text) {
  CsvReader reader(text);
  Record names;
  if (!reader.Next(names)) return std::nullopt;
  for (std::string& name : names) name = NormalFormC(std::move(name));
  if (std::set<std::string>(names.begin(), names.end()).size() < names.size()) return std::nullopt;
  Value::Sequence rows;
  Record record;
  while (reader.Next(record)) {
    if (record.size() != names.size()) return std::nullopt;
    Value::Object members;
    for (std::size_t i = 0; i < names.size(); ++i) {
      members.push_back({names[i], Value(NormalFormC(std::move(record[i])))});
    }
    rows.emplace_back(std::move(members));
  }
  if (reader.failed()) return std::nullopt;
  return Value(std::move(rows));
}

}  // namespace deltaplan::tfvars
