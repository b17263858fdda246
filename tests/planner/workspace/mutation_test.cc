// One record, edge, integrity or flag at a time: exactly the services that reach it deploy. The
// oracle is a naive walk over a made-up model, which knows nothing of lockfiles; each package
// manager has a function that writes the model down.
//
// DELTAPLAN_MUTATIONS=10000 does so many instead of 600, divided among the managers.
#include <cstdlib>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/planner/workspace/mutation_model.h"
#include "tests/support/memory_forest.h"

namespace deltaplan::planner::workspace {
namespace {

// {"r1":"1.0.0","m2":"*"}
std::string JsonTable(const Model& model, const ModelMember& member, const std::string& local) {
  std::string text = "{";
  for (const std::size_t record : member.records) {
    text += (text.size() > 1 ? "," : "") + ("\"" + RecordName(record)) + "\":\"1.0.0\"";
  }
  for (const std::size_t other : member.members) {
    text += (text.size() > 1 ? "," : "") + ("\"" + MemberName(other)) + "\":\"" + local + "\"";
  }
  static_cast<void>(model);
  return text + "}";
}

std::string JsonEdges(const ModelRecord& record) {
  std::string text = "{";
  for (const std::size_t end : record.edges) {
    text += (text.size() > 1 ? "," : "") + ("\"" + RecordName(end)) + "\":\"1.0.0\"";
  }
  return text + "}";
}

FileTexts Manifests(const Model& model, const std::string& local) {
  FileTexts files;
  std::string members;
  for (std::size_t i = 0; i < model.members.size(); ++i) {
    files[MemberName(i) + "/package.json"] =
        "{\"name\":\"" + MemberName(i) +
        "\",\"version\":\"1.0.0\",\"dependencies\":" + JsonTable(model, model.members[i], local) +
        "}";
    members += (i == 0 ? "\"" : ",\"") + MemberName(i) + "\"";
  }
  files["package.json"] = "{\"name\":\"root\",\"workspaces\":[" + members + "]}";
  return files;
}

FileTexts WritePnpm(const Model& model) {
  FileTexts files = Manifests(model, "workspace:*");
  files["pnpm-workspace.yaml"] = "packages: ['*']\n";
  std::string lock = "lockfileVersion: '9.0'\nimporters:\n  .: {}\n";
  for (std::size_t i = 0; i < model.members.size(); ++i) {
    lock +=
        "  " + MemberName(i) + ":\n    dependencies:\n      zz: {specifier: x, version: link:.}\n";
    for (const std::size_t record : model.members[i].records) {
      lock += "      " + RecordName(record) + ": {specifier: 1.0.0, version: 1.0.0}\n";
    }
    for (const std::size_t other : model.members[i].members) {
      lock += "      " + MemberName(other) + ": {specifier: 'workspace:*', version: link:../" +
              MemberName(other) + "}\n";
    }
  }
  std::string snapshots = "snapshots:\n";
  lock += "packages:\n";
  for (std::size_t i = 0; i < model.records.size(); ++i) {
    const ModelRecord& record = model.records[i];
    lock += "  " + RecordName(i) + "@1.0.0: {resolution: {integrity: " + record.integrity + "}" +
            (record.has_flag ? ", hasBin: true" : "") + "}\n";
    snapshots += "  " + RecordName(i) + "@1.0.0: {dependencies: " + "{";
    bool is_first = true;
    for (const std::size_t end : record.edges) {
      snapshots += (is_first ? "" : ", ") + RecordName(end) + ": 1.0.0";
      is_first = false;
    }
    snapshots += "}}\n";
  }
  files["pnpm-lock.yaml"] = lock + snapshots;
  return files;
}

FileTexts WriteNpm(const Model& model) {
  FileTexts files = Manifests(model, "*");
  std::string lock = "{\"lockfileVersion\":3,\"packages\":{\"\":{}";
  for (std::size_t i = 0; i < model.members.size(); ++i) {
    lock += ",\"" + MemberName(i) +
            "\":{\"dependencies\":" + JsonTable(model, model.members[i], "*") + "}";
    lock += ",\"node_modules/" + MemberName(i) + "\":{\"link\":true,\"resolved\":\"" +
            MemberName(i) + "\"}";
  }
  for (std::size_t i = 0; i < model.records.size(); ++i) {
    const ModelRecord& record = model.records[i];
    lock += ",\"node_modules/" + RecordName(i) + "\":{\"version\":\"1.0.0\",\"integrity\":\"" +
            record.integrity + "\"" + (record.has_flag ? ",\"dev\":true" : "") +
            ",\"dependencies\":" + JsonEdges(record) + "}";
  }
  files["package-lock.json"] = lock + "}}";
  return files;
}

FileTexts WriteYarnClassic(const Model& model) {
  FileTexts files = Manifests(model, "*");
  std::string lock = "# yarn lockfile v1\n";
  for (std::size_t i = 0; i < model.records.size(); ++i) {
    const ModelRecord& record = model.records[i];
    lock += "\n" + RecordName(i) + "@1.0.0:\n  version \"1.0.0\"\n  integrity " + record.integrity +
            "\n";
    if (record.has_flag) lock += "  uid flag\n";
    if (!record.edges.empty()) lock += "  dependencies:\n";
    for (const std::size_t end : record.edges) lock += "    " + RecordName(end) + " \"1.0.0\"\n";
  }
  files["yarn.lock"] = lock;
  return files;
}

FileTexts WriteYarnBerry(const Model& model) {
  FileTexts files = Manifests(model, "workspace:^");
  std::string lock = "__metadata:\n  version: 8\n";
  const auto entry = [&](const std::string& key, const std::string& resolution,
                         const std::string& rest) {
    lock += "\"" + key + "\":\n  version: 1.0.0\n  resolution: \"" + resolution + "\"\n" + rest;
  };
  for (std::size_t i = 0; i < model.members.size(); ++i) {
    std::string rest =
        "  linkType: soft\n  dependencies:\n    " + MemberName(i) + ": \"workspace:^\"\n";
    for (const std::size_t record : model.members[i].records)
      rest += "    " + RecordName(record) + ": \"npm:1.0.0\"\n";
    for (const std::size_t other : model.members[i].members) {
      if (other != i) rest += "    " + MemberName(other) + ": \"workspace:^\"\n";
    }
    entry(MemberName(i) + "@workspace:^, " + MemberName(i) + "@workspace:" + MemberName(i),
          MemberName(i) + "@workspace:" + MemberName(i), rest);
  }
  for (std::size_t i = 0; i < model.records.size(); ++i) {
    const ModelRecord& record = model.records[i];
    std::string rest = "  checksum: 10c0/" + record.integrity + "\n";
    if (record.has_flag) rest += "  conditions: os=linux\n";
    if (!record.edges.empty()) rest += "  dependencies:\n";
    for (const std::size_t end : record.edges)
      rest += "    " + RecordName(end) + ": \"npm:1.0.0\"\n";
    entry(RecordName(i) + "@npm:1.0.0", RecordName(i) + "@npm:1.0.0", rest);
  }
  files["yarn.lock"] = lock;
  return files;
}

FileTexts WriteBun(const Model& model) {
  FileTexts files = Manifests(model, "workspace:*");
  std::string lock = "{\"lockfileVersion\":1,\"workspaces\":{\"\":{\"name\":\"root\"},";
  std::string packages;
  for (std::size_t i = 0; i < model.members.size(); ++i) {
    lock += "\"" + MemberName(i) + "\":{\"name\":\"" + MemberName(i) +
            "\",\"dependencies\":" + JsonTable(model, model.members[i], "workspace:*") + ",},";
    packages +=
        "\"" + MemberName(i) + "\":[\"" + MemberName(i) + "@workspace:" + MemberName(i) + "\"],";
  }
  for (std::size_t i = 0; i < model.records.size(); ++i) {
    const ModelRecord& record = model.records[i];
    packages += "\"" + RecordName(i) + "\":[\"" + RecordName(i) +
                "@1.0.0\",\"\",{\"dependencies\":" + JsonEdges(record) +
                (record.has_flag ? ",\"os\":\"linux\"" : "") + "},\"" + record.integrity + "\"],";
  }
  files["bun.lock"] = lock + "},\"packages\":{" + packages + "}}";
  return files;
}

struct Writer {
  const char* name;
  FileTexts (*write)(const Model& model);
  bool is_shared = false;  ///< what one member reaches counts for all
};
// One line for each manager.
constexpr Writer kWriters[] = {{"pnpm", WritePnpm},
                               {"npm", WriteNpm},
                               {"yarn 1", WriteYarnClassic},
                               {"yarn", WriteYarnBerry},
                               {"bun", WriteBun},
                               {"cargo", WriteCargo},
                               {"go", WriteGo},
                               {"go.work", WriteGoWork, true},
                               {"uv", WriteUv},
                               {"poetry", WritePoetry}};

// Whether the service that a member is reaches a record.
bool DoesReach(const Writer& writer, const Model& model, std::size_t member, std::size_t record) {
  if (!writer.is_shared) return Reached(model, member).contains(record);
  for (std::size_t m = 0; m < model.members.size(); ++m) {
    if (Reached(model, m).contains(record)) return true;
  }
  return false;
}

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  std::size_t Below(std::size_t limit) { return engine_() % limit; }

 private:
  std::mt19937 engine_;
};

Model RandomModel(Dice& dice) {
  Model model;
  model.members.resize(2 + dice.Below(4));
  model.records.resize(3 + dice.Below(12));
  for (ModelRecord& record : model.records) {
    record.integrity = "sha512-" + std::to_string(dice.Below(1000));
    for (std::size_t n = dice.Below(4); n > 0; --n)
      record.edges.insert(dice.Below(model.records.size()));
  }
  for (std::size_t i = 0; i < model.members.size(); ++i) {
    ModelMember& member = model.members[i];
    for (std::size_t n = dice.Below(3); n > 0; --n)
      member.records.insert(dice.Below(model.records.size()));
    for (std::size_t n = dice.Below(2); n > 0; --n) {
      const std::size_t other = dice.Below(model.members.size());
      if (other != i) member.members.insert(other);
    }
  }
  return model;
}

// Changes one record in one way; its index.
std::size_t Mutate(Model& model, Dice& dice) {
  const std::size_t index = dice.Below(model.records.size());
  ModelRecord& record = model.records[index];
  switch (dice.Below(4)) {
    case 0:
      record.integrity += "x";
      break;
    case 1:
      record.has_flag = !record.has_flag;
      break;
    case 2: {
      const std::size_t end = dice.Below(model.records.size());
      if (!record.edges.insert(end).second) record.edges.erase(end);
      break;
    }
    default: {
      // To somewhere else, with nothing new in the lockfile.
      if (record.edges.empty()) {
        record.edges.insert(dice.Below(model.records.size()));
        break;
      }
      const std::set<std::size_t> before = record.edges;
      record.edges.erase(record.edges.begin());
      while (record.edges == before || record.edges.size() < before.size()) {
        if (before.size() == model.records.size()) break;
        record.edges.insert(dice.Below(model.records.size()));
      }
    }
  }
  return index;
}

TEST(Mutation, ExactlyTheServicesThatReachARecordDeploy) {
  const char* const wanted = std::getenv("DELTAPLAN_MUTATIONS");
  const int count = wanted == nullptr ? 600 : std::atoi(wanted);
  int deploys = 0;
  for (int round = 0; round < count; ++round) {
    const Writer& writer = kWriters[static_cast<std::size_t>(round) % std::size(kWriters)];
    Dice dice(static_cast<unsigned>(round));
    const Model before = RandomModel(dice);
    Model after = before;
    const std::size_t changed = Mutate(after, dice);
    if (before.records[changed].edges == after.records[changed].edges &&
        before.records[changed].integrity == after.records[changed].integrity &&
        before.records[changed].has_flag == after.records[changed].has_flag) {
      continue;
    }
    MemoryForests forests(writer.write(before), writer.write(after));
    for (std::size_t m = 0; m < before.members.size(); ++m) {
      const bool reaches = DoesReach(writer, before, m, changed);
      const std::vector<std::string> said = forests.Said(MemberName(m));
      ASSERT_EQ(!said.empty(), reaches)
          << writer.name << ", round " << round << ", " << MemberName(m) << ", "
          << RecordName(changed) << (said.empty() ? "" : ": " + said.front());
      deploys += reaches ? 1 : 0;
    }
  }
  EXPECT_GT(deploys, count / 10);
}

// nrwl/nx#35141, vercel/turborepo#12900, pantsbuild/pants#16933: nothing but the lockfile changes.
TEST(Mutation, B3_B6_B48_WhatOnlyTheLockfileSaysReachesItsUsers) {
  for (const Writer& writer : kWriters) {
    const Model before{
        {{.records = {0}}, {.records = {2}}},
        {{"sha512-0", false, {1}}, {"sha512-1", false, {}}, {"sha512-2", false, {}}}};
    Model after = before;
    after.records[1].integrity = "sha512-x";
    MemoryForests forests(writer.write(before), writer.write(after));
    EXPECT_FALSE(forests.Said("m0").empty()) << writer.name;
    EXPECT_EQ(forests.Said("m1").empty(), !writer.is_shared) << writer.name;
  }
}

// anomalyco/opencode#35173, vercel/turborepo#12279: each run gave another answer.
TEST(Mutation, B13_EachRunSaysTheSame) {
  for (const Writer& writer : kWriters) {
    Dice dice(13);
    const Model before = RandomModel(dice);
    const Model after = RandomModel(dice);
    MemoryForests forests(writer.write(before), writer.write(after));
    MemoryForests again(writer.write(before), writer.write(after));
    EXPECT_EQ(forests.Said("m0"), again.Said("m0")) << writer.name;
  }
}

}  // namespace
}  // namespace deltaplan::planner::workspace
