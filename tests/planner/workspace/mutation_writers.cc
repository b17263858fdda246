#include "tests/planner/workspace/mutation_model.h"

namespace deltaplan::planner::workspace {
namespace {

// What `line` makes of each.
template <typename Line>
std::string Lines(const std::set<std::size_t>& all, const Line& line) {
  std::string text;
  for (const std::size_t each : all) text += line(each);
  return text;
}

// Goes up with what the module requires, and with what it is.
std::string GoVersion(const ModelRecord& record) {
  std::string version = record.has_flag ? "v1.1.0" : "v1.0.0";
  for (const std::size_t end : record.edges) version += "-" + RecordName(end);
  return version;
}

std::string GoModule(const Model& model, std::size_t member) {
  std::string text = "module example.com/" + MemberName(member) + "\ngo 1.22\n";
  text += Lines(Reached(model, member), [&](std::size_t record) {
    return "require example.com/" + RecordName(record) + " " + GoVersion(model.records[record]) +
           "\n";
  });
  for (const std::size_t other : ReachedMembers(model, member)) {
    if (other == member) continue;
    const std::string name = MemberName(other);
    text += "require example.com/" + name + " v0.0.0\nreplace example.com/" + name + " => ../" +
            name + "\n";
  }
  return text;
}

// An entry of uv.lock or poetry.lock.
std::string PythonPackage(const std::string& name, const std::string& version) {
  return "[[package]]\nname = \"" + name + "\"\nversion = \"" + version + "\"\n";
}

}  // namespace

FileTexts WriteCargo(const Model& model) {
  FileTexts files{{"Cargo.toml", "[workspace]\nmembers = [\"m*\"]\n"}};
  std::string lock = "version = 4\n";
  const auto needs = [](const std::string& names) { return "dependencies = [" + names + "]\n"; };
  const auto quoted = [](std::size_t each) { return "\"" + RecordName(each) + "\","; };
  const auto quoted_member = [](std::size_t each) { return "\"" + MemberName(each) + "\","; };
  for (std::size_t i = 0; i < model.members.size(); ++i) {
    const ModelMember& member = model.members[i];
    files[MemberName(i) + "/Cargo.toml"] =
        "[package]\nname = \"" + MemberName(i) + "\"\nversion = \"1.0.0\"\n[dependencies]\n" +
        Lines(member.records, [](std::size_t each) { return RecordName(each) + " = \"1\"\n"; }) +
        Lines(member.members, [](std::size_t each) {
          return MemberName(each) + " = { path = \"../" + MemberName(each) + "\" }\n";
        });
    lock += "[[package]]\nname = \"" + MemberName(i) + "\"\nversion = \"1.0.0\"\n" +
            needs(Lines(member.records, quoted) + Lines(member.members, quoted_member));
  }
  for (std::size_t i = 0; i < model.records.size(); ++i) {
    const ModelRecord& record = model.records[i];
    lock += "[[package]]\nname = \"" + RecordName(i) + "\"\nversion = \"1.0.0\"\nsource = \"" +
            (record.has_flag ? "sparse+" : "registry+") + "https://example.com/\"\nchecksum = \"" +
            record.integrity + "\"\n" + needs(Lines(record.edges, quoted));
  }
  files["Cargo.lock"] = lock;
  return files;
}

FileTexts WriteGo(const Model& model) {
  FileTexts files;
  for (std::size_t i = 0; i < model.members.size(); ++i) {
    files[MemberName(i) + "/go.mod"] = GoModule(model, i);
    files[MemberName(i) + "/go.sum"] = Lines(Reached(model, i), [&](std::size_t record) {
      return "example.com/" + RecordName(record) + " " + GoVersion(model.records[record]) +
             " h1:" + model.records[record].integrity + "\n";
    });
  }
  return files;
}

FileTexts WriteGoWork(const Model& model) {
  FileTexts files = WriteGo(model);
  files["go.work"] = "go 1.22\n";
  for (std::size_t i = 0; i < model.members.size(); ++i) {
    files["go.work"] += "use ./" + MemberName(i) + "\n";
  }
  return files;
}

FileTexts WriteUv(const Model& model) {
  FileTexts files{{"pyproject.toml", "[tool.uv.workspace]\nmembers = [\"m*\"]\n"}};
  std::string lock = "version = 1\nrevision = 3\n";
  const auto named = [](std::size_t each) { return "{ name = \"" + RecordName(each) + "\" },"; };
  for (std::size_t i = 0; i < model.members.size(); ++i) {
    const ModelMember& member = model.members[i];
    const auto quoted = [](std::size_t each) { return "\"" + RecordName(each) + "\","; };
    const auto quoted_member = [](std::size_t each) { return "\"" + MemberName(each) + "\","; };
    files[MemberName(i) + "/pyproject.toml"] =
        "[project]\nname = \"" + MemberName(i) + "\"\nversion = \"1.0.0\"\ndependencies = [" +
        Lines(member.records, quoted) + Lines(member.members, quoted_member) +
        "]\n[tool.uv.sources]\n" + Lines(member.members, [](std::size_t each) {
          return MemberName(each) + " = { workspace = true }\n";
        });
    lock += PythonPackage(MemberName(i), "1.0.0") + "source = { editable = \"" + MemberName(i) +
            "\" }\ndependencies = [" + Lines(member.records, named) +
            Lines(member.members,
                  [](std::size_t each) { return "{ name = \"" + MemberName(each) + "\" },"; }) +
            "]\n";
  }
  for (std::size_t i = 0; i < model.records.size(); ++i) {
    const ModelRecord& record = model.records[i];
    lock +=
        PythonPackage(RecordName(i), "1.0.0") +
        "source = { registry = \"https://example.com/simple\" }\ndependencies = [" +
        Lines(record.edges, named) + "]\nwheels = [{ url = \"https://example.com/a.whl\", " +
        "hash = \"sha256:" + record.integrity + "\" }," +
        (record.has_flag ? "{ url = \"https://example.com/b.whl\", hash = \"sha256:b\" }" : "") +
        "]\n";
  }
  files["uv.lock"] = lock;
  return files;
}

FileTexts WritePoetry(const Model& model) {
  FileTexts files;
  const auto any = [](std::size_t each) { return RecordName(each) + " = \"*\"\n"; };
  for (std::size_t i = 0; i < model.members.size(); ++i) {
    const auto project = [&](const std::string& between) {
      return Lines(model.members[i].records, any) +
             Lines(model.members[i].members, [&](std::size_t each) {
               return MemberName(each) + " = { path = \"../" + MemberName(each) + "\"" + between +
                      " }\n";
             });
    };
    files[MemberName(i) + "/pyproject.toml"] =
        "[tool.poetry]\nname = \"" + MemberName(i) +
        "\"\nversion = \"1.0.0\"\n[tool.poetry.dependencies]\n" + project(", develop = true");
    std::string lock;
    for (const std::size_t other : ReachedMembers(model, i)) {
      if (other == i) continue;
      lock += PythonPackage(MemberName(other), "1.0.0") + "files = []\n[package.dependencies]\n" +
              Lines(model.members[other].records, any) +
              "[package.source]\ntype = \"directory\"\nurl = \"../" + MemberName(other) + "\"\n";
    }
    for (const std::size_t r : Reached(model, i)) {
      const ModelRecord& record = model.records[r];
      lock += PythonPackage(RecordName(r), "1.0.0") + "files = [{ file = \"a.whl\", hash = \"" +
              record.integrity + "\" }" +
              (record.has_flag ? ", { file = \"b.whl\", hash = \"b\" }" : "") +
              "]\n[package.dependencies]\n" + Lines(record.edges, any);
    }
    files[MemberName(i) + "/poetry.lock"] =
        lock + "[metadata]\nlock-version = \"2.1\"\ncontent-hash = \"c\"\n";
  }
  return files;
}

}  // namespace deltaplan::planner::workspace
