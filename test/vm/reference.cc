#include "test/vm/reference.h"

#include "test/vm/reference_arithmetic.h"

namespace cairn::reference {
namespace {

constexpr Number kZ = 4096;

struct Machine {
  std::vector<Number> m;
  std::vector<Octet> w;
  Number fp = kZ, pc = 0, lo = 0, hi = 0, base = 0, cost = 0, limit = 0;
  std::vector<Number> felt_advice;
  std::vector<Octet> word_advice;
  size_t felts_used = 0, words_used = 0;
  Result result;

  Number ap() const { return m.size(); }
  Number wp() const { return w.size(); }

  // Appends a word and its handle.
  void append(const Octet& word) {
    m.push_back(wp());
    w.push_back(word);
  }

  bool stop(Reason reason, Blame blame) {
    result.reason = reason;
    result.blame = blame;
    return false;
  }
  bool kind_says(Reason reason) { return stop(reason, Blame::kKind); }

  bool step();
  bool coprocessor(Kind kind, Number x, Number y, Number& charge);
};

// A signed offset of an operand in mode 0 ap, 1 arg or 2 local, or none if it is illegal.
bool offset_is_legal(Number mode, Number offset) {
  return offset <= kZ && (mode == 2 || offset >= 1);
}

bool uses(const char* kinds, Kind kind) { return kinds[static_cast<size_t>(kind)] == '1'; }
// By number of the kind, from the table of docs/machine.md:
//                         0    5    10   15   20   25   30
constexpr char kUsesX[] = "01111101110011001111111111111111111";
constexpr char kUsesY[] = "01111101100011001111001111111111100";

// One step; false: the run has ended.
bool Machine::step() {
  const Number ap_before = ap();
  result.rows.push_back({false, pc, lo, hi, base, fp, ap(), wp(), cost, 0, 0, 0});
  Row& row = result.rows.back();
  if (cost == limit) return stop(Reason::kOutOfCost, Blame::kCostBefore);
  if (pc == hi) return stop(Reason::kEndOfCode, Blame::kNobody);

  // Is it legal?
  const Octet& code = w[pc / 2];
  const Number opcode = code[4 * (pc % 2)], a = code[4 * (pc % 2) + 1];
  const Number b = code[4 * (pc % 2) + 2], imm = code[4 * (pc % 2) + 3];
  if (opcode < 15 || opcode >= 15 * 35) return stop(Reason::kIllegal, Blame::kNobody);
  const Kind kind = static_cast<Kind>(opcode / 15);
  const Number x_mode = opcode % 15 / 5, y_mode = opcode % 5;
  bool legal = true;
  if (uses(kUsesX, kind) && !offset_is_legal(x_mode, a)) legal = false;
  if (uses(kUsesY, kind)) {
    if (y_mode <= 2 && !offset_is_legal(y_mode, b)) legal = false;
    if (y_mode == 4 && (kind != Kind::kAdd || (b > kZ && b < kPrime - kZ))) legal = false;
  }
  const Number target = add(pc, imm);
  if (kind == Kind::kJump || kind == Kind::kJumpEq || kind == Kind::kJumpNe ||
      kind == Kind::kCall) {
    if (target < lo || target >= hi) legal = false;
  }
  if (kind == Kind::kJumpTable && pc + 1 + b > hi) legal = false;
  if (!legal) return stop(Reason::kIllegal, Blame::kNobody);
  row.executed = true;
  row.opcode = opcode;

  // Operands.
  Number x = 0, y = 0;
  if (uses(kUsesX, kind)) {
    const Number address = x_mode == 0 ? ap_before - a : x_mode == 1 ? fp - a : fp + a;
    if (address >= ap_before) return stop(Reason::kBounds, Blame::kX);
    row.x = x = m[address];
  }
  if (uses(kUsesY, kind)) {
    if (y_mode == 3) {
      y = b;
    } else {
      const Number address = y_mode == 0   ? ap_before - b
                             : y_mode == 1 ? fp - b
                             : y_mode == 2 ? fp + b
                                           : add(x, b);
      if (address >= ap_before) return stop(Reason::kBounds, Blame::kY);
      y = m[address];
    }
    row.y = y;
  }

  Number next = pc + 1, charge = 1;
  switch (kind) {
    case Kind::kAdd:
      m.push_back(y_mode == 4 ? add(y, imm) : add(add(x, y), imm));
      break;
    case Kind::kMul:
      m.push_back(add(mul(x, y), imm));
      break;
    case Kind::kSub:
      m.push_back(sub(x, y));
      break;
    case Kind::kDiv:
      if (y == 0) return kind_says(Reason::kDivision);
      m.push_back(mul(x, inverse(y)));
      break;
    case Kind::kAssert:
      if (x != y) return kind_says(Reason::kAssert);
      break;
    case Kind::kJump:
      next = target;
      break;
    case Kind::kJumpEq:
      if (x == y) next = target;
      break;
    case Kind::kJumpNe:
      if (x != y) next = target;
      break;
    case Kind::kJumpTable:
      if (x >= b) return kind_says(Reason::kBounds);
      next = pc + 1 + x;
      break;
    case Kind::kCall:
      m.push_back(fp);
      m.push_back(pc + 1);
      fp = ap();
      next = target;
      break;
    case Kind::kRet: {
      const Number frame = fp;
      next = m[frame - 1];
      fp = m[frame - 2];
      if (frame == base) {
        base = m[frame - 5];
        lo = m[frame - 4];
        hi = m[frame - 3];
      }
      break;
    }
    case Kind::kExec:
      if (y > wp() || x > wp() - y) return kind_says(Reason::kBounds);
      for (const Number cell : {base, lo, hi, fp, pc + 1}) m.push_back(cell);
      base = fp = ap();
      next = lo = 2 * x;
      hi = 2 * x + 2 * y;
      break;
    case Kind::kAdvice:
    case Kind::kAdviceWord:
      result.advice_used = true;
      if (kind == Kind::kAdvice) {
        if (felts_used == felt_advice.size()) return !(result.advice_missing = true);
        m.push_back(felt_advice[felts_used++]);
      } else {
        if (words_used == word_advice.size()) return !(result.advice_missing = true);
        append(word_advice[words_used++]);
      }
      break;
    default:
      if (!coprocessor(kind, x, y, charge)) return false;
  }
  pc = next;
  cost += charge;
  return true;
}

bool Machine::coprocessor(Kind kind, Number x, Number y, Number& charge) {
  const auto is_range = [&] { return y <= wp() && x <= wp() - y; };
  switch (kind) {
    case Kind::kHalt:
      if (!is_range()) return kind_says(Reason::kBounds);
      if (y > 256) return kind_says(Reason::kOutput);
      for (Number i = 0; i < y; ++i) result.outputs.push_back(w[x + i]);
      return stop(Reason::kHalted, Blame::kNobody);
    case Kind::kLess:
      m.push_back(x < y ? 1 : 0);
      return true;
    case Kind::kAssertLess:
      return x < y ? true : kind_says(Reason::kRange);
    case Kind::kHashRange: {
      if (!is_range()) return kind_says(Reason::kBounds);
      if (y > limit - cost) return stop(Reason::kOutOfCost, Blame::kCostRange);
      if (y > 1) charge = y;
      std::vector<Octet> range;
      for (Number i = 0; i < y; ++i) range.push_back(w[x + i]);
      append(sponge(range));
      return true;
    }
    case Kind::kPack: {
      if (x > ap() - 8) return kind_says(Reason::kBounds);
      Octet word;
      for (size_t i = 0; i < 8; ++i) word[i] = m[x + i];
      append(word);
      return true;
    }
    case Kind::kClimb: {
      if (x > ap() - 4) return kind_says(Reason::kBounds);
      const Number node = m[x], index = m[x + 1], siblings = m[x + 2], n = m[x + 3];
      if (node >= wp()) return kind_says(Reason::kBounds);
      if (n > wp() || siblings > wp() - n) return kind_says(Reason::kBounds);
      if (n > limit - cost) return stop(Reason::kOutOfCost, Blame::kCostRange);
      if (n == 0 || n > 24) return kind_says(Reason::kRange);
      Octet root = w[node];
      Number rest = index;
      for (Number i = 0; i < n; ++i, rest /= 2) {
        const Octet sibling = w[siblings + i];
        root = rest % 2 == 1 ? compress(sibling, root) : compress(root, sibling);
      }
      if (rest != 0) return kind_says(Reason::kRange);
      charge = n;
      append(root);
      return true;
    }
    case Kind::kHorner: {
      if (x > ap() - 4) return kind_says(Reason::kBounds);
      const Number h = m[x], n = m[x + 1], point = m[x + 2], start = m[x + 3];
      if (n > wp() || h > wp() - n) return kind_says(Reason::kBounds);
      if (point >= wp() || start >= wp()) return kind_says(Reason::kBounds);
      if (n > limit - cost) return stop(Reason::kOutOfCost, Blame::kCostRange);
      if (n > 1) charge = n;
      // The coefficients' products with powers of the point, from the last one up.
      Octet sum{}, power = {1};
      for (Number i = n; i-- > 0;) {
        for (size_t k = 8; k-- > 0; power = extension_mul(power, w[point])) {
          for (size_t j = 0; j < 5; ++j) sum[j] = add(sum[j], mul(w[h + i][k], power[j]));
        }
      }
      const Octet high = extension_mul(power, w[start]);
      for (size_t j = 0; j < 5; ++j) sum[j] = add(sum[j], high[j]);
      append(sum);
      return true;
    }
    case Kind::kUnpack:
      if (x >= wp()) return kind_says(Reason::kBounds);
      for (size_t i = 0; i < 8; ++i) m.push_back(w[x][i]);
      return true;
    default:
      break;
  }
  if (x >= wp() || y >= wp()) return kind_says(Reason::kBounds);
  const Octet a = w[x], b = w[y];
  const bool is_integer_kind = kind >= Kind::kIntAdd && kind <= Kind::kXor;
  if (is_integer_kind && (!is_integer(a) || !is_integer(b))) return kind_says(Reason::kRange);
  Octet word{};
  switch (kind) {
    case Kind::kHash:
      append(compress(a, b));
      break;
    case Kind::kIntAdd:
    case Kind::kIntSub: {
      const auto [value, carry] = kind == Kind::kIntAdd ? integer_add(a, b) : integer_sub(a, b);
      append(value);
      m.push_back(carry);
      break;
    }
    case Kind::kIntMul: {
      const auto [low, high] = integer_mul(a, b);
      append(low);
      append(high);
      break;
    }
    case Kind::kIntDiv: {
      if (b == Octet{}) return kind_says(Reason::kDivision);
      const auto [quotient, rest] = integer_div(a, b);
      append(quotient);
      append(rest);
      break;
    }
    case Kind::kAnd:
      for (size_t i = 0; i < 8; ++i) word[i] = a[i] & b[i];
      append(word);
      break;
    case Kind::kOr:
      for (size_t i = 0; i < 8; ++i) word[i] = a[i] | b[i];
      append(word);
      break;
    case Kind::kXor:
      for (size_t i = 0; i < 8; ++i) word[i] = a[i] ^ b[i];
      append(word);
      break;
    case Kind::kExtAdd:
      for (size_t i = 0; i < 5; ++i) word[i] = add(a[i], b[i]);
      append(word);
      break;
    case Kind::kExtSub:
      for (size_t i = 0; i < 5; ++i) word[i] = sub(a[i], b[i]);
      append(word);
      break;
    case Kind::kExtMul:
      append(extension_mul(a, b));
      break;
    default: {  // kExtDiv
      const Number any = b[0] | b[1] | b[2] | b[3] | b[4];
      if (any == 0) return kind_says(Reason::kDivision);
      append(extension_div(a, b));
    }
  }
  return true;
}

}  // namespace

Result run(const std::vector<Octet>& image, Number entry, const std::vector<Octet>& inputs,
           Number limit, const std::vector<Number>& felt_advice,
           const std::vector<Octet>& word_advice) {
  Machine machine;
  machine.m.assign(kZ, 0);
  machine.m[kZ - 2] = kZ;
  machine.m[kZ - 1] = 2 * image.size();
  machine.w = image;
  machine.w.insert(machine.w.end(), inputs.begin(), inputs.end());
  machine.hi = 2 * image.size();
  machine.pc = entry < machine.hi ? entry : machine.hi;
  machine.limit = limit;
  machine.felt_advice = felt_advice;
  machine.word_advice = word_advice;
  while (machine.step()) {
  }
  Result result = machine.result;
  result.felts = machine.m;
  result.words = machine.w;
  result.cost = machine.cost + (result.reason == Reason::kOutOfCost ? 0 : 1);
  return result;
}

}  // namespace cairn::reference
