// Which types the code of an assembly really uses: signatures, bases, attributes and every instruction of every method, as the
// compiler resolved them, however the source spelled them.

using System.Reflection;
using System.Reflection.Emit;

namespace R1Sharp.Tests;

/// <summary>The uses between the types of one assembly.</summary>
static class TypeReferences
{
    const BindingFlags Members = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly Dictionary<short, OpCode> s_codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => c.Value);

    /// <summary>Pairs of top-level types of the assembly of which the first uses the second.</summary>
    public static IEnumerable<(Type User, Type Used)> Of(Assembly assembly) => All(assembly).Where(use => use.Used.Assembly == assembly && use.Used != use.User);

    /// <summary>Pairs of top-level types of which the first, one of the assembly's, uses the second, wherever that is.</summary>
    public static IEnumerable<(Type User, Type Used)> All(Assembly assembly) =>
        from type in assembly.GetTypes()
        from used in Uses(type).SelectMany(Parts).Select(Outermost).Distinct()
        select (Outermost(type), used);

    static IEnumerable<Type?> Uses(Type type)
    {
        IEnumerable<Type?> own = [type.BaseType, .. type.GetInterfaces(), .. type.GetCustomAttributesData().Select(a => a.AttributeType)];
        return own
            .Concat(type.GetFields(Members).Select(f => f.FieldType))
            .Concat(type.GetGenericArguments().SelectMany(g => g.GetGenericParameterConstraints()))
            .Concat(type.GetMethods(Members).Cast<MethodBase>().Concat(type.GetConstructors(Members)).SelectMany(Uses));
    }

    static IEnumerable<Type?> Uses(MethodBase method)
    {
        IEnumerable<Type?> signature = [(method as MethodInfo)?.ReturnType, .. method.GetParameters().Select(p => p.ParameterType)];
        if (method.IsGenericMethodDefinition)
            signature = signature.Concat(method.GetGenericArguments().SelectMany(g => g.GetGenericParameterConstraints()));
        return method.GetMethodBody() is { } body ? signature.Concat(body.LocalVariables.Select(l => l.LocalType)).Concat(Instructions(method, body.GetILAsByteArray()!)) : signature;
    }

    static IEnumerable<Type?> Instructions(MethodBase method, byte[] code)
    {
        for (int at = 0; at < code.Length;)
        {
            var op = code[at] == 0xFE ? s_codes[unchecked((short)(0xFE00 | code[at + 1]))] : s_codes[code[at]];
            at += op.Size;
            if (op.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
                foreach (var type in Named(method, BitConverter.ToInt32(code, at)))
                    yield return type;
            at += op.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }

    static IEnumerable<Type?> Named(MethodBase method, int token)
    {
        var member = method.Module.ResolveMember(token, method.DeclaringType?.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : null);
        yield return member as Type ?? member?.DeclaringType;
        if (member is FieldInfo field)
            yield return field.FieldType;
        if (member is MethodInfo { IsGenericMethod: true } generic)
            foreach (var argument in generic.GetGenericArguments())
                yield return argument;
    }

    // List<A[]> → List and A.
    static IEnumerable<Type> Parts(Type? type)
    {
        while (type is { HasElementType: true })
            type = type.GetElementType();
        if (type is null || type.IsGenericParameter)
            return [];
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()) : [type];
    }

    static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type;
    }
}
