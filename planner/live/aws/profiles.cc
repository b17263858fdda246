#include "planner/live/aws/profiles.h"

#include <optional>
#include <utility>

#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

constexpr std::string_view kBlanks = " \t\r";

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

// Where the settings of one section go.
struct OpenSection {
  AwsSection* joined = nullptr;  // null: it is of no interest
  AwsSection* own = nullptr;     // of one file; may be null

  void Set(const std::string& name, const std::string& value) const {
    if (joined != nullptr) (*joined)[name] = value;
    if (own != nullptr) (*own)[name] = value;
  }
};

OpenSection Open(std::string_view header, AwsFile kind, AwsProfiles& profiles) {
  const std::size_t blank = header.find_first_of(kBlanks);
  const std::string_view word = header.substr(0, blank);
  std::string name(blank == std::string_view::npos ? std::string_view()
                                                   : Trimmed(header.substr(blank)));
  if (name.size() >= 2 && (name.front() == '"' || name.front() == '\'') &&
      name.back() == name.front()) {
    name = name.substr(1, name.size() - 2);
  }
  if (kind == AwsFile::kCredentials) {
    name = header;
    return {&profiles.profiles[name], &profiles.secrets[name]};
  }
  if (header == "default") name = header;
  if (header == "default" || (word == "profile" && !name.empty())) {
    return {&profiles.profiles[name], &profiles.config[name]};
  }
  if (word == "services" && !name.empty()) return {&profiles.services[name], nullptr};
  return {};
}

// A setting with the lines that belong to it.
class OpenSetting {
 public:
  OpenSetting(OpenSection section, std::string name, std::string_view value)
      : section_(section), name_(std::move(name)), value_(value), is_parent_(value.empty()) {}

  // False when the line can be no setting below this one.
  bool Add(std::string_view line) {
    if (!is_parent_) {
      value_ += '\n';
      value_ += line;
      return true;
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return false;
    section_.Set(name_ + "." + std::string(Trimmed(line.substr(0, equals))),
                 std::string(Trimmed(line.substr(equals + 1))));
    return true;
  }

  void Close() const { section_.Set(name_, value_); }

 private:
  OpenSection section_;
  std::string name_;
  std::string value_;
  bool is_parent_;  // what follows are settings of its own
};

}  // namespace

std::size_t AddAwsFile(std::string_view text, AwsFile kind, AwsProfiles& profiles) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::optional<OpenSection> section;
  std::optional<OpenSetting> setting;
  std::size_t indent = 0;  // of the last header or setting
  const auto close = [&] {
    if (setting) setting->Close();
    setting.reset();
  };
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::string_view trimmed = Trimmed(line);
    if (trimmed.empty() || trimmed.front() == '#' || trimmed.front() == ';') continue;
    const std::size_t own_indent = line.find_first_not_of(kBlanks);
    if (setting && own_indent > indent) {
      if (!setting->Add(trimmed)) return number;
      continue;
    }
    close();
    indent = own_indent;
    if (trimmed.front() == '[') {
      const std::size_t bracket = trimmed.rfind(']');
      if (bracket == std::string_view::npos || bracket == 1) return number;
      section = Open(Trimmed(trimmed.substr(1, bracket - 1)), kind, profiles);
      continue;
    }
    const std::size_t sign = trimmed.find_first_of("=:");
    if (!section || sign == std::string_view::npos || sign == 0) return number;
    setting.emplace(*section, tfvars::ToLower(Trimmed(trimmed.substr(0, sign))),
                    Trimmed(trimmed.substr(sign + 1)));
  }
  close();
  return 0;
}

}  // namespace deltaplan::planner
