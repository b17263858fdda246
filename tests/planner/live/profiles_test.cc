#include "planner/live/aws/profiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "planner/live/aws/credentials.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;
using ::testing::Pair;

TEST(AwsProfilesTest, BothFilesAreJoined) {
  AwsProfiles profiles;
  EXPECT_EQ(AddAwsFile("# comment\n"
                       "[default]\r\n"
                       "Region = eu-west-1\r\n"
                       "; another\n"
                       "\n"
                       "[profile \"two words\"]\n"
                       "  region=us-east-1 # no comment\n"
                       "  s3 =\n"
                       "    max_queue_size = 10\n"
                       "  output = json\n"
                       "[sso-session corp]\n"
                       "region = ignored\n"
                       "[services local]\n"
                       "ecs =\n"
                       "  endpoint_url = http://localhost:1/a=b\n",
                       AwsFile::kConfig, profiles),
            0U);
  EXPECT_EQ(AddAwsFile("[default]\naws_access_key_id = A\n[two words]\nregion = x\n",
                       AwsFile::kCredentials, profiles),
            0U);
  EXPECT_THAT(
      profiles.profiles,
      ElementsAre(
          Pair("default", ElementsAre(Pair("aws_access_key_id", "A"), Pair("region", "eu-west-1"))),
          Pair("two words", ElementsAre(Pair("output", "json"), Pair("region", "x"), Pair("s3", ""),
                                        Pair("s3.max_queue_size", "10")))));
  EXPECT_THAT(
      profiles.services,
      ElementsAre(Pair("local", ElementsAre(Pair("ecs", ""),
                                            Pair("ecs.endpoint_url", "http://localhost:1/a=b")))));
}

TEST(AwsProfilesTest, SettingsAreReadAsTheCliReadsThem) {
  AwsProfiles profiles;
  EXPECT_EQ(AddAwsFile("  [profile x] ; a word\n"
                       "  region: eu-west-1\n"
                       "  output = a:b=c\n"
                       "\n"
                       "     # between lines of a value\n"
                       "     more = of it\n"
                       "  [profile y]\n"
                       "  services =\n"
                       "     ecs = 1\n"
                       "\n"
                       "     ssm = 2\n"
                       "[profile  'z' ]\n"
                       "region = z\n",
                       AwsFile::kConfig, profiles),
            0U);
  EXPECT_THAT(profiles.profiles,
              ElementsAre(Pair("x", ElementsAre(Pair("output", "a:b=c\nmore = of it"),
                                                Pair("region", "eu-west-1"))),
                          Pair("y", ElementsAre(Pair("services", ""), Pair("services.ecs", "1"),
                                                Pair("services.ssm", "2"))),
                          Pair("z", ElementsAre(Pair("region", "z")))));
}

TEST(AwsProfilesTest, WhatEachFileHoldsIsKept) {
  AwsProfiles profiles;
  AddAwsFile("[default]\na = config\nb = config\n", AwsFile::kConfig, profiles);
  AddAwsFile("[default]\na = secret\n", AwsFile::kCredentials, profiles);
  EXPECT_EQ(profiles.profiles["default"]["a"], "secret");
  EXPECT_EQ(profiles.config["default"]["a"], "config");
  EXPECT_EQ(profiles.secrets["default"]["a"], "secret");
  EXPECT_FALSE(profiles.secrets["default"].contains("b"));
}

TEST(AwsProfilesTest, TheFirstWrongLineIsNamed) {
  AwsProfiles profiles;
  EXPECT_EQ(AddAwsFile("[default]\nregion\n", AwsFile::kConfig, profiles), 2U);
  EXPECT_EQ(AddAwsFile("region = x\n", AwsFile::kConfig, profiles), 1U);
  EXPECT_EQ(AddAwsFile("\n\n[default\n", AwsFile::kConfig, profiles), 3U);
  EXPECT_EQ(AddAwsFile("[x]\n= y\n", AwsFile::kConfig, profiles), 2U);
  EXPECT_EQ(AddAwsFile("[]\n", AwsFile::kConfig, profiles), 1U);
  EXPECT_EQ(AddAwsFile("[x]\ns =\n  no setting\n", AwsFile::kConfig, profiles), 3U);
}

TEST(AwsProfilesTest, CommandsAreTakenApartWithoutAShell) {
  EXPECT_THAT(SplitCommand(R"(/opt/get 'a b' "c \"d\" \e" f\ g '' $HOME `id`)"),
              Optional(ElementsAre("/opt/get", "a b", R"(c "d" \e)", "f g", "", "$HOME", "`id`")));
  EXPECT_THAT(SplitCommand(" \t"), Optional(ElementsAre()));
  EXPECT_EQ(SplitCommand("get 'x"), std::nullopt);
}

}  // namespace
}  // namespace deltaplan::planner
