// The tables of sms.db, as real ones declare them.

#pragma once

#include <string>

#include "fabricate/sms.h"

namespace bridle::fabricate {

std::string sms_schema(SmsLayout layout);

}  // namespace bridle::fabricate
